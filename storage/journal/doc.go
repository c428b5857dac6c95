// Package journal keeps the record of verifications and the guard against a second prompt: an
// interface, one in memory, and one in a sealed file. Backlog is the queue between the desk and a
// journal that fails for a while.
//
// What the room is for: a record that nobody changes unnoticed, and reading foreign or old bytes
// from the disk with suspicion.
//
// What must never enter: names, birth dates, or a token after its time; secrets, whose room hands
// in the one key that the journal is sealed under.
package journal
