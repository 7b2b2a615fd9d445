"""An embedded supplier on loopback with a simulated store behind it."""
