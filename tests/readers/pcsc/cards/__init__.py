"""Virtual cards. All data are made up (示例)."""
