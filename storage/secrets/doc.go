// Package secrets keeps client secrets, private keys and the journal's key in the keyring of the
// operating system.
//
// What the room is for: one slow, lockable, fallible keyring behind calls that are bounded in time,
// and giving a secret out for exactly what it is bound to.
//
// What must never enter: a file. Where there is no keyring, a secret stays in memory for this run.
package secrets
