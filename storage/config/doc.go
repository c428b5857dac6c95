// Package config reads and writes what the user or an administrator sets: the environments and the
// settings, both in TOML.
//
// It reads files that people wrote with suspicion, reports mistakes by line and key, and changes
// files without losing comments.
//
// It never holds a secret (a file with one is refused), a flag or an environment variable.
package config
