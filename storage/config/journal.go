package config

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"ringback/storage/files"
)

// Journal is the shared journal of a contact centre. Nothing of it is secret.
type Journal struct {
	Database string // see [ParseDatabase]; "": the journal is a file of this machine
	User     string // the login
	// Certificate is a PEM file with the login's certificate, and those between it and its
	// authority; its key is in the keyring.
	Certificate  string
	Password     string   // PasswordInKeyring, or "" for none; never a password itself
	TokenCommand []string // a program, with its arguments, that prints a token to log in with
	Unreachable  string   // UnreachableRefuse or UnreachableLocal; "": the former
}

// The values of the keys with choices.
const (
	PasswordInKeyring = "keyring"
	UnreachableRefuse = "refuse" // nothing is started
	UnreachableLocal  = "local"  // … but is recorded on this machine meanwhile
)

// OwnJournal is what a user can set of the shared journal. A token command is for policies only: it
// is a program that is run.
type OwnJournal struct {
	Database, User, Certificate, Password, Unreachable string // as in [Journal]
	// Unusable means that something is there and can't be read. The journal of this machine must
	// not take its place, since its guard knows nothing of other desks.
	Unusable bool
}

// The errors of [Policy.JournalWith]. Each says what to do.
var (
	ErrJournalUnusable = errors.New("the shared journal in the settings can't be used: correct [journal] in settings.toml, or remove it; nothing is started before that")
	ErrNoLogin         = errors.New("the shared journal has no login: add user to [journal], in the policy or in settings.toml")
	ErrTwoPasswords    = errors.New("the policy has both password and token_command for the shared journal: keep one of them")
)

// JournalWith returns the shared journal that is used: the policy's keys over the user's own. It is
// zero if there is none.
func (p Policy) JournalWith(s Settings) (Journal, error) {
	fixed, own := p.Journal, s.Journal
	if own.Unusable {
		return Journal{}, ErrJournalUnusable
	}
	j := Journal{
		Database: cmp.Or(fixed.Database, own.Database), User: cmp.Or(fixed.User, own.User),
		Certificate: cmp.Or(fixed.Certificate, own.Certificate), Password: cmp.Or(fixed.Password, own.Password),
		TokenCommand: slices.Clone(fixed.TokenCommand), Unreachable: cmp.Or(fixed.Unreachable, own.Unreachable, UnreachableRefuse),
	}
	if fixed.Database != "" { // whoever chose the guard of all desks says when it may be left
		j.Unreachable = cmp.Or(fixed.Unreachable, UnreachableRefuse)
	}
	switch {
	case j.Database == "":
		return Journal{}, nil
	case j.User == "":
		return Journal{}, ErrNoLogin
	case fixed.Password != "" && len(fixed.TokenCommand) > 0:
		return Journal{}, ErrTwoPasswords
	case len(j.TokenCommand) > 0:
		j.Password = ""
	}
	return j, nil
}

const keyTokenCommand = "journal.token_command"

// ownJournal reads the journal's table of the settings, whose keys are "journal.KEY".
func (r *tableReader) ownJournal() OwnJournal {
	j := OwnJournal{
		Database:    r.database("journal.database"),
		User:        r.login("journal.user"),
		Certificate: r.path("journal.certificate"),
		Password:    r.choice("journal.password", "", PasswordInKeyring),
		Unreachable: r.choice("journal.unreachable", "", UnreachableRefuse, UnreachableLocal),
	}
	r.known[keyTokenCommand] = true
	if _, there := r.table[keyTokenCommand]; there {
		r.fault(keyTokenCommand, files.ProblemPolicyOnly)
	}
	for _, key := range slices.Sorted(maps.Keys(r.table)) {
		if !r.known[key] && (secretLike(key) || holdsSecret(r.table[key])) { // others are a newer version's
			r.problems = append(r.problems, stranger(r.file, "", key, r.table[key], r.line(key)))
		}
	}
	if len(r.problems) > 0 {
		return OwnJournal{Unusable: true}
	}
	return j
}

// below returns a reader of a table in the document that calls its keys "TABLE.KEY", and knows the
// line of each.
func (r *tableReader) below(table string, lines func() paths) *tableReader {
	r.known[table] = true
	under := &tableReader{
		file: r.file, table: make(map[string]any), known: make(map[string]bool),
		line: func(key string) int { return lines().of(key) },
	}
	value, present := r.table[table]
	keys, is := value.(map[string]any)
	if present && !is {
		under.fault(table, files.ProblemType, "table: write ["+table+"]")
	}
	for key, value := range keys {
		under.table[table+"."+key] = value
	}
	return under
}

// writtenInto writes the journal into the document of the settings, and leaves keys that aren't
// known. What can't be used stays so.
func (j OwnJournal) writtenInto(document map[string]any) {
	old, _ := document[tableJournal].(map[string]any)
	delete(document, tableJournal)
	table := make(map[string]any)
	maps.Copy(table, old)
	if j.Unusable {
		table = make(map[string]any)
	}
	for key, value := range map[string]string{
		"database": j.Database, "user": j.User, "certificate": j.Certificate, "password": j.Password, "unreachable": j.Unreachable,
	} {
		delete(table, key)
		if value != "" || key == "database" && j.Unusable {
			table[key] = value
		}
	}
	if len(table) > 0 {
		document[tableJournal] = table
	}
}

// namesJournal reports whether settings that aren't TOML seem to name a shared journal, as a table
// or a key, in quotes or not, also if an editor saved them with two bytes for each character.
func namesJournal(data []byte) bool {
	for line := range bytes.Lines(bytes.ReplaceAll(data, []byte{0}, nil)) {
		if bytes.HasPrefix(bytes.TrimLeft(line, "\ufeff\xff\xfe \t[\"'"), []byte(tableJournal)) {
			return true
		}
	}
	return false
}

// database returns the address of the shared journal's database, "" if the key is missing.
func (r *tableReader) database(key string) string {
	text, present := r.text(key)
	if !present {
		return ""
	}
	if _, problem := ParseDatabase(text); problem != "" {
		r.fault(key, problem)
		return ""
	}
	return text
}

// login returns the name of a login of the database. PostgreSQL has no bounds but its length, and
// refuses none with a colon; but behind one there could be a password.
func (r *tableReader) login(key string) string {
	before := len(r.problems)
	login := r.name(key, maxName, false)
	if _, there := r.table[key]; there && len(r.problems) == before && (login == "" || len(login) > maxName || strings.Contains(login, ":")) {
		r.fault(key, files.ProblemLogin)
		return ""
	}
	return login
}
