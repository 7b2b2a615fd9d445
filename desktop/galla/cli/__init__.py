"""The commands beside the tray, one file each."""
