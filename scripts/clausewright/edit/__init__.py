"""Edit: writes library files for a person. It adds files; it never rewrites what somebody wrote."""
