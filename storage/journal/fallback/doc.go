// Package fallback is the journal of a contact centre whose desks may go on while its database
// can't be reached: with unreachable = "local". It is two journals behind one interface: the shared
// one, and a file on this machine, journal-local.db, under the organisation's keys.
//
// # Which of the two
//
// Each start asks the shared journal. Only if there is no answer for 5 seconds, it begins in the
// file; then later starts ask once, and the first one that gets an answer begins in the shared
// journal again. Any other trouble, such as a refused login, refuses the start: a person must not
// be asked twice because a desk was set up wrongly. So does a write of which nobody knows what
// became of it.
//
// A verification stays where it began, to its end. In the file, the guard and the look for a replay
// know this machine only: a journal that is [journal.Narrow] says so.
//
// # Handing in
//
// What has ended in the file is handed in whole, the oldest first, from a goroutine of this
// journal: at once if the shared journal answers, else every minute. The content goes from the file
// when the shared journal returned a head that covers it, so that a crash at any time loses nothing
// and doubles nothing. What is older than the shared journal keeps is dropped, and counted.
//
// While something is in the file, starts in the shared journal ask the file's guard as well, and a
// token is looked for in both.
package fallback
