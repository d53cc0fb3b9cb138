"""The ten promises of the README, a file each."""
