// Package journal keeps the record of verifications and the guard against a second prompt: an
// interface, one implementation in memory, and one in a sealed file; package postgres has the one
// that a contact centre shares. [Backlog] is the queue between the desk and a journal that fails
// for a while.
//
// It keeps a record that can't be changed unnoticed, and reads foreign or old bytes from the disk
// with suspicion.
//
// It never holds a name, a birth date, or a token after its time. Nor does it hold secrets: package
// secrets passes in the one key that the journal is sealed under.
package journal
