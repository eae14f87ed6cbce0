"""Models on this machine: found and known again, run by ONNX Runtime, made smaller and made whole again."""
