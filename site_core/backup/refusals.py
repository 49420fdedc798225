class BackupError(Exception):
    """Why no backup or no restored site came of it, in words for whoever runs the site."""
