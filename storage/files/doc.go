// Package files writes, locks and reads the program's files, and names what is wrong with them.
//
// What the room is for: writing so that a crash, a full disk or a second window loses nothing, and
// opening only what is a plain file. The other rooms of storage are built on it.
//
// What must never enter: what a file holds. Config, journal and secrets know that.
package files
