package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"sync"

	"github.com/BurntSushi/toml"

	"ringback/storage/files"
)

// Settings are the user's preferences. They hold nothing secret, and nothing about a person or a
// verification.
type Settings struct {
	Environment string // id of the last one used; "" before the first choice
	Language    string // its code, or "" for the system's
	Theme       string // "light", "dark", "contrast", or "" for the system's
	// TextSize is the size of texts in the window, in percent: MinTextSize to MaxTextSize, or 0 for
	// DefaultTextSize.
	TextSize    int
	HideNetwork bool // hide the tab with requests and responses
	Sound       bool // play a sound for an outcome that comes behind other windows
	// IdleMinutes is how long personal data stays on an untouched desk: 1 to MaxIdleMinutes, or 0
	// for DefaultIdleMinutes.
	IdleMinutes int
	// RetentionDays is how long the journal keeps records: 1 to MaxRetentionDays, 0 for
	// DefaultRetentionDays, or RetentionUnknown.
	RetentionDays int
	// Templates are the user's own templates of the text, by the id of their environment; see
	// [CheckTemplate].
	Templates  map[string]string
	Production Production
	// CPRAgreed are the clients for which the user has turned on the start by CPR number where it
	// is about real people: by the id of the environment, its [Environment.Client].
	CPRAgreed map[string]string
	// CPRRefused are the environments in which the broker refused a CPR match altogether: by their
	// ids, why, and what the match depended on.
	CPRRefused map[string]string
	// Journal is the shared journal that the user has set up; what the policy fixes of it counts
	// over it. See [Policy.JournalWith].
	Journal OwnJournal
}

// The bounds of [Settings.IdleMinutes].
const (
	DefaultIdleMinutes = 5
	MaxIdleMinutes     = 60
)

// The bounds of [Settings.TextSize], in percent.
const (
	MinTextSize     = 85
	DefaultTextSize = 100
	MaxTextSize     = 200
)

// The bounds of [Settings.RetentionDays].
const (
	DefaultRetentionDays = 30
	MaxRetentionDays     = 3650
	// RetentionUnknown means that the settings can't be read: nothing may be removed until the user
	// has chosen.
	RetentionUnknown = -1
)

// Production is what is asked for once before production can be used. The client secret is in the
// keyring instead.
type Production struct {
	ClientID     string
	IP           string
	Organisation string
}

// LoadSettings reads the settings. If the file is missing, it returns the defaults without an
// error. For a file that isn't TOML it returns the defaults, and for a key of a wrong type its
// default; [files.Error]s report either, and the settings are usable all the same. Unknown keys,
// which a newer version may have written, are no error.
func LoadSettings(path string) (Settings, error) {
	data, err := files.Read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Settings{}, nil
	case err != nil:
		return Settings{RetentionDays: RetentionUnknown, Journal: OwnJournal{Unusable: true}}, err // nobody knows which
	}
	return ParseSettings(data, path)
}

// ParseSettings reads the settings from bytes; name is what errors call them.
func ParseSettings(data []byte, name string) (Settings, error) {
	document, err := parseTOML(data, name)
	if err != nil {
		return Settings{RetentionDays: RetentionUnknown, Journal: OwnJournal{Unusable: namesJournal(data)}}, err
	}
	lines := sync.OnceValue(func() lines { return findLines(data) })
	r := &tableReader{file: name, table: document, known: make(map[string]bool), line: func(key string) int { return lines().top(key) }}
	production := r.section("production")
	journal := r.below(tableJournal, sync.OnceValue(func() paths { return findPaths(data) }))
	s := Settings{
		Environment: r.setting("environment"),
		Language:    r.setting("language"),
		Theme:       r.setting("theme"),
		TextSize:    r.between("text_size", MinTextSize, MaxTextSize, 0),
		HideNetwork: r.flag("hide_network", false),
		Sound:       r.flag("sound", false),
		IdleMinutes: r.between("idle_minutes", 1, MaxIdleMinutes, 0),
		// A mistake in it must not remove records that were to be kept.
		RetentionDays: r.between("retention_days", 1, MaxRetentionDays, RetentionUnknown),
		Templates:     r.texts("reference_templates", "templates"),
		Production: Production{
			ClientID:     production.setting("client_id"),
			IP:           production.setting("ip"),
			Organisation: production.setting("organisation"),
		},
		CPRAgreed:  r.texts("cpr_agreed", "clients"),
		CPRRefused: r.texts("cpr_refused", "reasons"),
		Journal:    journal.ownJournal(),
	}
	return s, joined(r.problems, production.problems, journal.problems)
}

// errSettingsBusy means that another window holds the lock of the settings for too long.
var errSettingsBusy = errors.New("another window is saving its settings; try again")

// SaveSettings writes, under a lock, the fields in which now differs from was, so that what another
// window has changed meanwhile stays. If the file is missing or broken, it writes all of now.
func SaveSettings(path string, was, now Settings) error {
	system := files.OS{}
	busy := &files.Error{File: path, Problem: files.ProblemNotWritten, Err: errSettingsBusy}
	lock, err := files.LockToWrite(context.Background(), path, system, busy)
	if err != nil {
		return err
	}
	defer lock.Close()
	if data, err := files.Read(path); err == nil {
		if there, broken := ParseSettings(data, path); broken == nil {
			now = there.changed(was, now)
		}
	}
	return saveSettings(path, now, system)
}

// changed returns the settings with the fields in which now differs from was.
func (s Settings) changed(was, now Settings) Settings {
	change(&s.Environment, was.Environment, now.Environment)
	change(&s.Language, was.Language, now.Language)
	change(&s.Theme, was.Theme, now.Theme)
	change(&s.TextSize, was.TextSize, now.TextSize)
	change(&s.HideNetwork, was.HideNetwork, now.HideNetwork)
	change(&s.Sound, was.Sound, now.Sound)
	change(&s.IdleMinutes, was.IdleMinutes, now.IdleMinutes)
	change(&s.RetentionDays, was.RetentionDays, now.RetentionDays)
	change(&s.Production, was.Production, now.Production)
	change(&s.Journal, was.Journal, now.Journal)
	s.Templates = changedTexts(s.Templates, was.Templates, now.Templates)
	s.CPRAgreed = changedTexts(s.CPRAgreed, was.CPRAgreed, now.CPRAgreed)
	s.CPRRefused = changedTexts(s.CPRRefused, was.CPRRefused, now.CPRRefused)
	return s
}

// changedTexts returns a table of texts with the entries in which now differs from was.
func changedTexts(there, was, now map[string]string) map[string]string {
	texts := make(map[string]string)
	maps.Copy(texts, there)
	for id := range was {
		if now[id] == "" {
			delete(texts, id)
		}
	}
	for id, text := range now {
		if text != was[id] {
			texts[id] = text
		}
	}
	return texts
}

// change takes over a value that has changed.
func change[T comparable](into *T, was, now T) {
	if now != was {
		*into = now
	}
}

// saveSettings writes the settings so that, whatever happens, either the old or the new file is
// there. Unknown keys stay in the file; comments don't. A file that is broken, or that couldn't be
// read again with the new settings, is first copied to a name that ends in .bak. On error the old
// file is untouched.
func saveSettings(path string, s Settings, system files.System) error {
	var document map[string]any
	old, err := files.Read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err // never replace what can't be read
	default:
		_, broken := ParseSettings(old, path)
		if len(old) > files.MaxSize {
			return broken // a file that wasn't read completely can't be copied
		}
		if broken != nil {
			if err := files.KeepBroken(path, old, system); err != nil {
				return err
			}
		}
		document, _ = parseTOML(old, path)
	}
	alone, err := s.encoded(nil)
	if err != nil {
		return &files.Error{File: path, Problem: files.ProblemNotWritten, Err: err}
	}
	text, err := s.encoded(document)
	if err != nil || !readAlike(text, alone) {
		// With its other content, such as a hundred brackets, the file couldn't be read again.
		if err := files.KeepBroken(path, old, system); err != nil {
			return err
		}
		text = alone
	}
	return files.Write(path, text, system)
}

// encoded returns the text of the settings, merged over the document that was there.
func (s Settings) encoded(over map[string]any) ([]byte, error) {
	document := make(map[string]any)
	maps.Copy(document, over)
	merge(document, s.document())
	// Not merged: removed entries must disappear.
	for key, number := range map[string]int{"text_size": s.TextSize, "idle_minutes": s.IdleMinutes} {
		delete(document, key)
		if number > 0 {
			document[key] = number
		}
	}
	delete(document, "retention_days")
	switch {
	case s.RetentionDays > 0:
		document["retention_days"] = s.RetentionDays
	case s.RetentionDays == RetentionUnknown:
		document["retention_days"] = 0 // which can't be read either
	}
	for key, texts := range map[string]map[string]string{"reference_templates": s.Templates, "cpr_agreed": s.CPRAgreed, "cpr_refused": s.CPRRefused} {
		delete(document, key)
		if len(texts) > 0 {
			document[key] = texts
		}
	}
	s.Journal.writtenInto(document)
	var b bytes.Buffer
	err := toml.NewEncoder(&b).Encode(document)
	return b.Bytes(), err
}

// readAlike reports whether two texts give the same settings.
func readAlike(a, b []byte) bool {
	one, problem := ParseSettings(a, "")
	other, same := ParseSettings(b, "")
	return (problem == nil) == (same == nil) && reflect.DeepEqual(one, other)
}

// document returns the settings under their names in the file.
func (s Settings) document() map[string]any {
	return map[string]any{
		"environment":  s.Environment,
		"language":     s.Language,
		"theme":        s.Theme,
		"hide_network": s.HideNetwork,
		"sound":        s.Sound,
		"production": map[string]any{
			"client_id":    s.Production.ClientID,
			"ip":           s.Production.IP,
			"organisation": s.Production.Organisation,
		},
	}
}

// merge copies the tables of from over those of into.
func merge(into, from map[string]any) {
	for key, value := range from {
		below, isTable := value.(map[string]any)
		old, wasTable := into[key].(map[string]any)
		if isTable && wasTable {
			old = maps.Clone(old)
			merge(old, below)
			value = old
		}
		into[key] = value
	}
}

// setting returns a string of the settings of at most 200 bytes, which is longer than any that the
// program writes.
func (r *tableReader) setting(key string) string {
	text, _ := r.text(key)
	if len(text) > 200 {
		r.tooLong(key, 200)
		return ""
	}
	return text
}

// between returns a number from least to most; 0 if there is none, and wrong if it isn't such a
// number.
func (r *tableReader) between(key string, least, most, wrong int) int {
	r.known[key] = true
	value, present := r.table[key]
	if !present {
		return 0
	}
	number, ok := value.(int64)
	if !ok || number < int64(least) || number > int64(most) {
		r.fault(key, files.ProblemType, fmt.Sprintf("whole number from %d to %d", least, most))
		return wrong
	}
	return int(number)
}

// maxSettingText is longer, in bytes, than any template that fits into a text, and any client.
const maxSettingText = 1000

// texts returns a table of texts by the id of their environment; what is what errors call them.
// They are checked where they are used, because that depends on the environment.
func (r *tableReader) texts(key, what string) map[string]string {
	r.known[key] = true
	value, present := r.table[key]
	if !present {
		return nil
	}
	table, ok := value.(map[string]any)
	texts := make(map[string]string, len(table))
	for id, value := range table {
		text, isText := value.(string)
		if !isText || len(text) > maxSettingText {
			ok = false
			continue
		}
		texts[id] = text
	}
	if !ok {
		r.fault(key, files.ProblemType, "table of "+what)
	}
	return texts
}

// section returns a reader for a table in the document.
func (r *tableReader) section(key string) *tableReader {
	r.known[key] = true
	below := &tableReader{file: r.file, known: make(map[string]bool), line: func(string) int { return r.line(key) }}
	value, present := r.table[key]
	table, ok := value.(map[string]any)
	if present && !ok {
		r.fault(key, files.ProblemType, "table")
	}
	below.table = table
	return below
}

// joined joins lists of errors, of which none is nil.
func joined(lists ...[]error) error {
	var all []error
	for _, list := range lists {
		all = append(all, list...)
	}
	return errors.Join(all...)
}
