// Package files writes, locks and reads the program's files, and describes what is wrong with one.
//
// It writes so that a crash, a full disk or a second window loses nothing, and opens only plain
// files. Packages config and journal are built on it.
//
// It knows nothing of what a file holds: config and journal know that.
package files
