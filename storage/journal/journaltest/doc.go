// Package journaltest tests that a journal does what [journal.Journal] says: the one in memory, the
// file and the shared one all pass the same tests. It is for tests only.
package journaltest
