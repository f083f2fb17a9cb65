"""The server around the product: the front (nginx), the units that start it (systemd), and the settings of both."""
