// Package storage keeps what lasts: client secrets in the keyring of the
// operating system, environments, settings, and the journal.
//
// What the room is for: reading foreign or old bytes from the disk with
// suspicion, writing so that a crash, a full disk or a second window loses
// nothing, and holding secrets where they belong.
//
// What must never enter: a secret in a file, an error or a log; a screen; the
// protocol (of package ciba only types are used); our flags and environment
// variables, which only main reads.
package storage
