"""What the server answers beside the pages: the page's own head, security headers, data routes, health."""
