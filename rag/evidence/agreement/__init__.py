"""How quotations stand to each other: who else says so, who contradicts, and the answers that they make together."""
