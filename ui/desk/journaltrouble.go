package desk

import (
	"errors"
	"strings"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// trouble is a problem with a journal. Its word is part of the keys of the texts that describe the
// problem and its remedy, in the window and on the console.
type trouble struct {
	word   string
	shared bool           // it is one of a shared journal only
	names  map[string]any // what its texts name
}

// troubleOf returns the problem that an error of the journal stands for.
func troubleOf(err error) trouble {
	if word, names := journal.FaultOf(err); word != "" {
		return trouble{word: word, shared: true, names: names}
	}
	if word := settingsTrouble(err); word != "" {
		return trouble{word: word, shared: true}
	}
	return trouble{word: ownTrouble(err)}
}

// settingsTrouble returns the word for what is wrong with the settings of a shared journal; "" for
// another error.
func settingsTrouble(err error) string {
	switch {
	case errors.Is(err, config.ErrJournalUnusable):
		return "settings_unusable"
	case errors.Is(err, config.ErrNoLogin):
		return "settings_no_login"
	case errors.Is(err, config.ErrTwoPasswords):
		return "settings_two_passwords"
	}
	return ""
}

// ownTrouble returns the word for an error of a journal of this machine.
func ownTrouble(err error) string {
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
	return t.word == "no_keyring" || t.word == "keyring_locked" || t.word == "keyring_slow"
}

// unreadable reports whether a file is as it is, and could be moved aside.
func (t trouble) unreadable() bool {
	return t.word == "damaged" || t.word == "newer" || t.word == "key_lost"
}

// settled reports whether trying again changes nothing, or needs the user's agreement.
func (t trouble) settled() bool {
	return t.word == "keyring_locked" || t.shared && strings.HasPrefix(t.word, "settings_")
}

func (t trouble) what() Text {
	if !t.shared {
		return Say("journal.trouble." + t.word)
	}
	what := Say("database.trouble." + t.word)
	if len(t.names) > 0 {
		what.Args = make(map[string]any, len(t.names))
	}
	for name, value := range t.names {
		if text, is := value.(string); is {
			value = ciba.Clean(text, 200)
		}
		what.Args[name] = value
	}
	return what
}

func (t trouble) advice() Text {
	if t.shared {
		return Say("database.advice." + t.word)
	}
	return Say("journal.advice." + t.word)
}

// instead says what is wrong and where records are kept meanwhile.
func (t trouble) instead() Text { return Say("journal.kept_in_memory", "Trouble", t.what()) }

// told says what is wrong and what to do.
func (t trouble) told() Text { return Say("journal.told", "Trouble", t.what(), "Advice", t.advice()) }

// SharedProblem says why a shared journal can't be used, and what to do.
func SharedProblem(err error) Text { return troubleOf(err).told() }

// toldOf says the same about the journal in a file, for the console.
func (t trouble) toldOf(file string) Text {
	return Say("console.journal.problem.told", "Trouble", t.what(), "Advice", t.advice(), "File", file)
}
