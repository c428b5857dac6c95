package desk

import (
	"errors"

	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// trouble is a problem with the journal of this machine. It is part of the keys of the texts that
// describe the problem and its remedy, in the window and on the console.
type trouble string

// troubleOf returns the problem that an error of the journal stands for.
func troubleOf(err error) trouble {
	var file *files.Error
	switch {
	case errors.Is(err, journal.ErrBusy):
		return "busy"
	case errors.Is(err, journal.ErrDamaged):
		return "damaged"
	case errors.Is(err, journal.ErrNewer):
		return "newer"
	case errors.Is(err, journal.ErrKeyLost):
		return "key_lost"
	case errors.Is(err, secrets.ErrKeyringMissing):
		return "no_keyring"
	case errors.Is(err, secrets.ErrKeyringLocked):
		return "keyring_locked"
	case errors.Is(err, secrets.ErrKeyringSlow):
		return "keyring_slow"
	case errors.As(err, &file) && file.Problem == files.ProblemDiskFull:
		return "disk_full"
	case errors.As(err, &file) && file.Problem == files.ProblemNotPlain:
		return "not_plain"
	case errors.As(err, &file):
		return "unwritable"
	}
	return "unusable"
}

// ofKeyring reports whether the journal's key can't be kept.
func (t trouble) ofKeyring() bool {
	return t == "no_keyring" || t == "keyring_locked" || t == "keyring_slow"
}

func (t trouble) what() Text   { return Say("journal.trouble." + string(t)) }
func (t trouble) advice() Text { return Say("journal.advice." + string(t)) }

// instead says what is wrong and where records are kept meanwhile.
func (t trouble) instead() Text { return Say("journal.kept_in_memory", "Trouble", t.what()) }

// told says what is wrong and what to do.
func (t trouble) told() Text { return Say("journal.told", "Trouble", t.what(), "Advice", t.advice()) }

// toldOf says the same about the journal in a file, for the console.
func (t trouble) toldOf(file string) Text {
	return Say("console.journal.problem.told", "Trouble", t.what(), "Advice", t.advice(), "File", file)
}
