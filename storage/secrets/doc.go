// Package secrets keeps client secrets, private keys and the journal's key in the keyring of the
// operating system.
//
// It puts one slow, lockable, fallible keyring behind calls that are bounded in time, and gives a
// secret out only for exactly what it is bound to.
//
// It never writes a file. Without a keyring, a secret stays in memory for this run.
package secrets
