"""What quotations are worth, each by itself and together: how likely, who else says so, who contradicts."""
