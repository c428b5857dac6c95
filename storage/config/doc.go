// Package config reads and writes what the user or an administrator sets: the environments and the
// settings, both TOML.
//
// What the room is for: reading files that people wrote with suspicion, naming what is wrong by
// line and key, and changing them without losing comments.
//
// What must never enter: a secret (a file that holds one is refused), a flag, an environment
// variable.
package config
