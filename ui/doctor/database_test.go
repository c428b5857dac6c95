package doctor

import (
	"context"
	"errors"
	"strings"
	"testing"

	"ringback/storage/config"
	"ringback/storage/journal/postgres/connect"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// wholeDatabase is one in which nothing is wrong.
func wholeDatabase() connect.Examination {
	return connect.Examination{
		TLS: "TLS 1.3", Server: "15.1", Commit: "on", Standby: true, APIs: []int{1}, Roles: []connect.Role{connect.RoleDesk},
		Keys: connect.InUse{Seal: 2, Hash: 1, SealName: []byte{2}, HashName: []byte{1, 1}},
	}
}

// examines returns options with a shared journal in whose database this is found.
func examines(t *testing.T, found connect.Examination) Options {
	t.Helper()
	options := healthy(t)
	options.Database = &Database{
		Hosts: "journal.example", Examine: func(context.Context) connect.Examination { return found }, APIs: []int{1, 2},
		KeyName: func(_ context.Context, hash bool, number uint32) ([]byte, error) {
			switch {
			case number > 2:
				return nil, nil
			case hash:
				return []byte{byte(number), 1}, nil
			}
			return []byte{byte(number)}, nil
		},
	}
	return options
}

// TestDatabaseFaults: what can be wrong on the way to the shared journal and in it, in both
// languages, and how much it matters.
func TestDatabaseFaults(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Options, *connect.Examination)
		check  string
		level  desk.Level
		key    string
	}{
		"nothing":        {check: "database", level: desk.LevelOK, key: "doctor.database.reached"},
		"… in its keys":  {check: "organisation_keys", level: desk.LevelOK, key: "doctor.organisation_keys.held"},
		"… in its roles": {check: "schema", level: desk.LevelOK, key: "doctor.schema.fits"},
		"… to be lost":   {check: "durability", level: desk.LevelOK, key: "doctor.durability.kept"},
		"settings":       {change: func(o *Options, _ *connect.Examination) { o.DatabaseErr = config.ErrNoLogin }, check: "database", level: desk.LevelFault, key: "database.trouble.settings_no_login"},
		"this machine":   {change: func(_ *Options, f *connect.Examination) { f.TLS = "" }, check: "database", level: desk.LevelOK, key: "doctor.database.here"},
		"an old server":  {change: func(_ *Options, f *connect.Examination) { f.Old = true }, check: "database", level: desk.LevelFault, key: "doctor.database.old"},
		"no commit":      {change: func(_ *Options, f *connect.Examination) { f.Commit = "off" }, check: "durability", level: desk.LevelWarning, key: "doctor.durability.off"},
		"a local commit": {change: func(_ *Options, f *connect.Examination) { f.Commit = "local" }, check: "durability", level: desk.LevelWarning, key: "doctor.durability.alone"},
		"no standby":     {change: func(_ *Options, f *connect.Examination) { f.Standby = false }, check: "durability", level: desk.LevelWarning, key: "doctor.durability.alone"},
		"open for ever":  {change: func(_ *Options, f *connect.Examination) { f.Idle = "0" }, check: "transactions", level: desk.LevelWarning, key: "doctor.transactions.left_open"},
		"no schema":      {change: func(_ *Options, f *connect.Examination) { f.SchemaErr = connect.ErrNoSchema }, check: "schema", level: desk.LevelFault, key: "doctor.schema.none"},
		"no role":        {change: func(_ *Options, f *connect.Examination) { f.SchemaErr = connect.ErrNoRight }, check: "schema", level: desk.LevelFault, key: "doctor.schema.no_role"},
		"a lost answer": {change: func(_ *Options, f *connect.Examination) {
			f.SchemaErr = &connect.Error{Kind: connect.ErrUnreachable}
		}, check: "schema", level: desk.LevelFault, key: "database.trouble.unreachable"},
		"something unknown": {change: func(_ *Options, f *connect.Examination) { f.SchemaErr = errors.New("can't scan") }, check: "schema", level: desk.LevelFault, key: "database.trouble.server"},
		"an old schema":     {change: func(o *Options, _ *connect.Examination) { o.Database.APIs = []int{2, 3} }, check: "schema", level: desk.LevelFault, key: "doctor.schema.older"},
		"a new schema":      {change: func(_ *Options, f *connect.Examination) { f.APIs = []int{3, 4} }, check: "schema", level: desk.LevelFault, key: "doctor.schema.newer"},
		"no numbers":        {change: func(_ *Options, f *connect.Examination) { f.APIs = nil }, check: "schema", level: desk.LevelFault, key: "doctor.schema.older"},
		"an auditor": {change: func(_ *Options, f *connect.Examination) {
			f.Roles = []connect.Role{connect.RoleAuditor}
		}, check: "schema", level: desk.LevelOK, key: "doctor.schema.starts_none"},
		"nobody's role": {change: func(_ *Options, f *connect.Examination) { f.Roles = nil }, check: "schema", level: desk.LevelWarning, key: "doctor.schema.no_desk"},
		"no keys":       {change: func(_ *Options, f *connect.Examination) { f.Keys = connect.InUse{} }, check: "organisation_keys", level: desk.LevelFault, key: "doctor.organisation_keys.none"},
		"no seal key":   {change: func(_ *Options, f *connect.Examination) { f.Keys.Seal = 3 }, check: "organisation_keys", level: desk.LevelFault, key: "doctor.missing_key.sealing"},
		"no hash key":   {change: func(_ *Options, f *connect.Examination) { f.Keys.Hash = 3 }, check: "organisation_keys", level: desk.LevelFault, key: "doctor.missing_key.hashing"},
		"no hash key, and no desk": {change: func(_ *Options, f *connect.Examination) {
			f.Keys.Hash, f.Roles = 3, []connect.Role{connect.RoleSupervisor}
		}, check: "organisation_keys", level: desk.LevelWarning, key: "doctor.missing_key.hashing"},
		"a locked keyring, and no desk": {change: func(o *Options, f *connect.Examination) {
			f.Roles = []connect.Role{connect.RoleAuditor}
			o.Database.KeyName = func(context.Context, bool, uint32) ([]byte, error) { return nil, secrets.ErrKeyringLocked }
		}, check: "organisation_keys", level: desk.LevelWarning, key: "problem.keyring_locked"},
		"another seal key": {change: func(_ *Options, f *connect.Examination) { f.Keys.SealName = []byte{9} }, check: "organisation_keys", level: desk.LevelFault, key: "doctor.wrong_key.sealing"},
		"another hash key": {change: func(_ *Options, f *connect.Examination) { f.Keys.HashName = []byte{1} }, check: "organisation_keys", level: desk.LevelFault, key: "doctor.wrong_key.hashing"},
		"a locked keyring": {change: func(o *Options, _ *connect.Examination) {
			o.Database.KeyName = func(context.Context, bool, uint32) ([]byte, error) { return nil, secrets.ErrKeyringLocked }
		}, check: "organisation_keys", level: desk.LevelFault, key: "problem.keyring_locked"},
	} {
		t.Run(name, func(t *testing.T) {
			found := wholeDatabase()
			options := examines(t, found)
			if c.change != nil {
				c.change(&options, &found)
				options.Database.Examine = func(context.Context) connect.Examination { return found }
			}
			all := examined(t, options)
			inWords(t, all)
			faults := 0
			there := false
			for _, line := range all {
				there = there || line.Check == c.check && line.Level == c.level && line.Text.Key == c.key && (c.level == desk.LevelOK || c.key == "doctor.unreadable" || !line.Remedy.IsZero())
				if line.Level != desk.LevelOK {
					faults++
				}
			}
			if !there || (faults > 0) != (c.level != desk.LevelOK) {
				t.Errorf("no line %s, %s, %s in %+v", c.check, c.level, c.key, all)
			}
		})
	}
}

// TestEveryReasonIsSaid why a database can't be asked, with what to do.
func TestEveryReasonIsSaid(t *testing.T) {
	for _, kind := range connect.Kinds() {
		options := examines(t, connect.Examination{Err: &connect.Error{Kind: kind, Where: "journal.example", Code: "08P01"}})
		all := examined(t, options)
		text := inWords(t, all)
		for _, line := range all {
			if line.Check == "database" && (line.Text.Key != "database.trouble."+connect.Word(kind) || line.Remedy.Key != "database.advice."+connect.Word(kind) || line.Level != desk.LevelFault) {
				t.Errorf("%+v", line)
			}
		}
		if strings.Contains(text, "database.trouble.") || strings.Contains(text, "database.advice.") {
			t.Errorf("a text is missing:\n%s", text)
		}
	}
}
