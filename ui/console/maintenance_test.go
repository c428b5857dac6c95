package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/assets"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// keptMaintenance is a shared journal that does as a test wants.
type keptMaintenance struct {
	retained postgres.Retained
	erasures []postgres.Erasure
	again    postgres.ErasedAgain
	followed []postgres.Followed
	skips    bool
	loses    error
	err      error
	days     int
	applied  []postgres.Erasure
	since    string
	opens    bool
	watched  <-chan struct{}
	closed   int
}

func (k *keptMaintenance) Retain(_ context.Context, days int, _ func(int)) (postgres.Retained, error) {
	k.days = days
	return k.retained, k.err
}

func (k *keptMaintenance) Erasures(_ context.Context, each func(postgres.Erasure) error) error {
	for _, one := range k.erasures {
		if err := each(one); err != nil {
			return err
		}
	}
	return k.err
}

func (k *keptMaintenance) EraseAgain(_ context.Context, all []postgres.Erasure) (postgres.ErasedAgain, error) {
	k.applied = all
	return k.again, k.err
}

func (k *keptMaintenance) Follow(_ context.Context, o postgres.FollowOptions) error {
	k.since, k.opens, k.watched = o.Since, o.Opener != nil, o.More
	if k.skips {
		o.Skipped(journal.Head{Position: 7})
	}
	if k.loses != nil {
		o.Lost(k.loses)
		o.Lost(nil)
	}
	for _, one := range k.followed {
		if err := o.Each(one); err != nil {
			return err
		}
	}
	return errors.Join(o.Caught(), k.err)
}

func (k *keptMaintenance) Close(context.Context) { k.closed++ }

// maintained is one call in a test.
type maintained struct {
	do       func(context.Context, MaintenanceOptions, MaintenanceCall) int
	call     MaintenanceCall
	journal  *keptMaintenance
	openErr  error
	migrated postgres.Migrated
	before   postgres.Pair
	now      postgres.Pair
	imported postgres.Imported
	fault    *journal.ChainFault
	language assets.Language
	out      io.Writer
}

func (c maintained) run(t *testing.T) (status int, out, wrong string) {
	t.Helper()
	if c.language == "" {
		c.language = assets.English
	}
	words, err := assets.Load(c.language)
	if err != nil {
		t.Fatal(err)
	}
	c.call.MostDays, c.call.MostKeyNo = 3650, 9999
	var said, warned bytes.Buffer
	if c.out == nil {
		c.out = &said
	}
	o := MaintenanceOptions{
		Open: func(context.Context) (Maintenance, error) { return c.journal, c.openErr },
		Migrate: func(context.Context, *string) (postgres.Migrated, error) {
			return c.migrated, c.openErr
		},
		UseKeys: func(_ context.Context, use postgres.Pair) (before, now postgres.Pair, err error) {
			if use.Seal != 0 {
				c.now.Seal = use.Seal
			}
			return c.before, c.now, c.openErr
		},
		Import: func(context.Context, string) (postgres.Imported, *journal.ChainFault, error) {
			return c.imported, c.fault, c.openErr
		},
		Opener: func(context.Context) (*postgres.Opener, error) { return postgres.Keys{}.Opener(), nil },
		More:   func(ctx context.Context) <-chan struct{} { return make(chan struct{}) },
		Create: func(path string) (*os.File, error) { return files.CreateOwn(path, os.O_WRONLY) },
		Words:  words, Out: c.out, Err: &warned,
	}
	status = c.do(t.Context(), o, c.call)
	return status, said.String(), warned.String()
}

func aDigest(with byte) [32]byte { return [32]byte(bytes.Repeat([]byte{with}, 32)) }

// TestMaintenanceSays: what is said, in both languages, and the status.
func TestMaintenanceSays(t *testing.T) {
	unreachable := &connect.Error{Kind: connect.ErrUnreachable, Where: "db.example"}
	for name, c := range map[string]struct {
		maintained
		status   int
		out, err []string
	}{
		"migrated":           {maintained: maintained{do: MigrateJournal, migrated: postgres.Migrated{Applied: 1, Version: 8}}, out: []string{"1 migration was applied", "version 8"}},
		"up to date":         {maintained: maintained{do: MigrateJournal, migrated: postgres.Migrated{Version: 8}, language: assets.Danish}, out: []string{"allerede opdateret (version 8)"}},
		"newer":              {maintained: maintained{do: MigrateJournal, openErr: postgres.ErrProgramOld}, status: ExitUsage, err: []string{"older than the schema", "Install the newer version"}},
		"not prepared":       {maintained: maintained{do: MigrateJournal, openErr: postgres.ErrNotPrepared, language: assets.Danish}, status: ExitUsage, err: []string{"ikke klar", "-print-roles"}},
		"somebody's schema":  {maintained: maintained{do: MigrateJournal, openErr: &postgres.OwnerError{Owner: "carla"}}, status: ExitUsage, err: []string{"the role carla", "-prefix"}},
		"a wrong prefix":     {maintained: maintained{do: MigrateJournal, call: MaintenanceCall{Prefix: given("A")}}, status: ExitUsage, err: []string{"lower-case"}},
		"roles":              {maintained: maintained{do: MigrateJournal, call: MaintenanceCall{PrintRoles: true, Prefix: given("nordby_")}}, out: []string{`create role "nordby_ringback_owner" nologin`}},
		"first keys":         {maintained: maintained{do: UseJournalKeys, now: postgres.Pair{Seal: 1, Hash: 1}}, out: []string{"now uses seal key 1 and hash key 1. Desks"}},
		"new keys":           {maintained: maintained{do: UseJournalKeys, before: postgres.Pair{Seal: 1, Hash: 1}, now: postgres.Pair{Seal: 2, Hash: 1}}, out: []string{"seal key 2 and hash key 1 instead of 1 and 1", "Keep the older keys"}},
		"the same keys":      {maintained: maintained{do: UseJournalKeys, before: postgres.Pair{Seal: 1, Hash: 1}, now: postgres.Pair{Seal: 1, Hash: 1}}, out: []string{"already"}},
		"named keys":         {maintained: maintained{do: UseJournalKeys, call: MaintenanceCall{Seal: given("17")}, now: postgres.Pair{Seal: 2, Hash: 1}}, out: []string{"seal key 17"}},
		"key zero":           {maintained: maintained{do: UseJournalKeys, call: MaintenanceCall{Seal: given("0")}}, status: ExitUsage, err: []string{"from 1 to 9999"}},
		"another key":        {maintained: maintained{do: UseJournalKeys, openErr: postgres.ErrOtherKey}, status: ExitUsage, err: []string{"another key"}},
		"retained":           {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("30")}, journal: &keptMaintenance{retained: postgres.Retained{Records: 12001}}}, out: []string{"12001 verifications older than 30 days were removed", "30 days"}},
		"retained partly":    {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("30")}, journal: &keptMaintenance{retained: postgres.Retained{Records: 5}, err: unreachable}}, status: ExitUsage, out: []string{"5 verifications"}, err: []string{"db.example", "Check the network"}},
		"nothing retained":   {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("1")}, journal: &keptMaintenance{err: postgres.ErrNotPermitted}}, status: ExitUsage, err: []string{"may not do that"}},
		"interrupted":        {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("1")}, journal: &keptMaintenance{err: context.Canceled}}, status: ExitUsage, err: []string{"Stopped before"}},
		"too many days":      {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("3651")}}, status: ExitUsage, err: []string{"from 1 to 3650"}},
		"not connected":      {maintained: maintained{do: RetainJournal, call: MaintenanceCall{Days: given("1")}, openErr: unreachable, language: assets.Danish}, status: ExitUsage, err: []string{"kan ikke nås"}},
		"erasures":           {maintained: maintained{do: JournalErasures, journal: &keptMaintenance{erasures: []postgres.Erasure{{Position: 3, Digest: aDigest(0xab), At: time.UnixMicro(1).UTC()}}}}, out: []string{`{"position":3,"digest":"abab`, `"erased":"1970-01-01T00:00:00.000001Z"}`}, err: []string{"1 erased verification was listed"}},
		"failed erasures":    {maintained: maintained{do: JournalErasures, journal: &keptMaintenance{err: unreachable}}, status: ExitUsage, err: []string{"db.example"}},
		"followed to an end": {maintained: maintained{do: FollowJournal, journal: &keptMaintenance{err: postgres.ErrNotInChain}, call: MaintenanceCall{Since: given("17-3fa9-c2d4-0b1e-77aa-5c10")}}, status: ExitFault, err: []string{"doesn’t have that control code", "Find out"}},
		"a broken chain":     {maintained: maintained{do: FollowJournal, journal: &keptMaintenance{err: postgres.ErrChain}}, status: ExitFault, err: []string{"doesn’t fit"}},
		"a missing key":      {maintained: maintained{do: FollowJournal, journal: &keptMaintenance{err: &postgres.MissingKeyError{Seal: 4, HasHash: true}}, call: MaintenanceCall{Plain: true}}, status: ExitUsage, err: []string{"plain text", "seal key 4"}},
		"no head":            {maintained: maintained{do: FollowJournal, call: MaintenanceCall{Since: given("")}}, status: ExitUsage, err: []string{"-since must be"}},
		"head zero":          {maintained: maintained{do: FollowJournal, call: MaintenanceCall{Since: given("0-0000-0000-0000-0000-0000")}}, status: ExitUsage, err: []string{"-since must be"}},
		"imported":           {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, imported: postgres.Imported{Records: 1, Older: 2, Head: "7-a"}}, out: []string{"1 verification of it is in the shared journal", "7-a", "2 verifications are older"}},
		"imported before":    {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, imported: postgres.Imported{Head: "7-a", Already: time.Date(2026, time.November, 30, 17, 0, 0, 0, time.UTC)}, language: assets.Danish}, out: []string{"importeret i forvejen", "30. november 2026"}},
		"still open":         {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, imported: postgres.Imported{Records: 3, Open: 1}}, status: ExitFault, out: []string{"Import the file again when it has ended"}},
		"imported partly":    {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, imported: postgres.Imported{Records: 3}, openErr: unreachable}, status: ExitUsage, out: []string{"goes on where it stopped"}, err: []string{"db.example"}},
		"a changed file":     {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, fault: &journal.ChainFault{Problem: journal.ChainMissing, Position: 4}}, status: ExitFault, err: []string{"Record 4 of the journal is gone", "Nothing was imported"}},
		"another's file":     {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, openErr: postgres.ErrImportTaken}, status: ExitUsage, err: []string{"Go on as that login"}},
		"a file in use":      {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, openErr: journal.ErrBusy}, status: ExitUsage, err: []string{"in use by another window"}},
		"no file":            {maintained: maintained{do: ImportJournal}, status: ExitUsage, err: []string{"Say which file"}},
		"a missing file":     {maintained: maintained{do: ImportJournal, call: MaintenanceCall{File: "x"}, openErr: os.ErrNotExist}, status: ExitUsage, err: []string{"x doesn’t exist."}},
		"skipped and lost":   {maintained: maintained{do: FollowJournal, journal: &keptMaintenance{skips: true, loses: unreachable}}, err: []string{"The records before 7-0000-0000-0000-0000-0000 were removed", "Trying again", "answers again"}},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, wrong := c.run(t)
			if status != c.status || (len(c.out) == 0) != (out == "") || (len(c.err) == 0) != (wrong == "") {
				t.Errorf("status %d, %q, %q", status, out, wrong)
			}
			for _, want := range c.out {
				if !strings.Contains(out, want) {
					t.Errorf("%q lacks %q", out, want)
				}
			}
			for _, want := range c.err {
				if !strings.Contains(wrong, want) {
					t.Errorf("%q lacks %q", wrong, want)
				}
			}
		})
	}
}

// TestFollowedLines is the contract with whoever reads them.
func TestFollowedLines(t *testing.T) {
	at := time.Date(2026, time.November, 30, 17, 0, 0, 123456000, time.UTC)
	kept := &keptMaintenance{followed: []postgres.Followed{
		{Head: journal.Head{Position: 1}, At: at, Kind: journal.LinkBegun, Record: 1, ID: "a", Login: "anna", Environment: "pp", Opened: true, Case: "2026-17", Text: "Kode 4821"},
		{Head: journal.Head{Position: 2}, At: at, Kind: journal.LinkEnded, Record: 1, ID: "a", Login: "anna", Outcome: "verified"},
		{Head: journal.Head{Position: 3}, At: at, Kind: journal.LinkErased, Login: "carla", About: "1-2"},
		{Head: journal.Head{Position: 4}, At: at, Kind: journal.LinkReceived, Record: 1, Erased: true},
		{Head: journal.Head{Position: 5}, At: at, Kind: 99, Record: 1},
	}}
	status, out, wrong := maintained{do: FollowJournal, journal: kept, call: MaintenanceCall{Since: given("17-3fa9-c2d4-0b1e-77aa-5c10"), Plain: true}}.run(t)
	want := `{"head":"1-0000-0000-0000-0000-0000","position":1,"at":"2026-11-30T17:00:00.123Z","event":"begun","record":1,"id":"a","login":"anna","environment":"pp","case":"2026-17","text":"Kode 4821"}
{"head":"2-0000-0000-0000-0000-0000","position":2,"at":"2026-11-30T17:00:00.123Z","event":"ended","record":1,"id":"a","login":"anna","outcome":"verified"}
{"head":"3-0000-0000-0000-0000-0000","position":3,"at":"2026-11-30T17:00:00.123Z","event":"erased","login":"carla","about":"1-2"}
{"head":"4-0000-0000-0000-0000-0000","position":4,"at":"2026-11-30T17:00:00.123Z","event":"received","record":1,"erased":true}
{"head":"5-0000-0000-0000-0000-0000","position":5,"at":"2026-11-30T17:00:00.123Z","event":"kind_99","record":1}
`
	if status != ExitGood || out != want || !strings.Contains(wrong, "plain text") {
		t.Errorf("status %d, %s, %s", status, out, wrong)
	}
	if !kept.opens || kept.since != "17-3fa9-c2d4-0b1e-77aa-5c10" || kept.watched == nil || kept.closed != 1 {
		t.Errorf("%+v", kept)
	}
}

// TestErasuresAndBack: what was listed into a file is what is erased again; a half list isn't left.
func TestErasuresAndBack(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "list")
	kept := &keptMaintenance{erasures: []postgres.Erasure{
		{Position: 3, Digest: aDigest(1), At: time.UnixMicro(1_800_000_000_000_001).UTC()},
		{Position: 9, Digest: aDigest(2), At: time.UnixMicro(1_800_000_000_000_002).UTC()},
	}}
	list := maintained{do: JournalErasures, journal: kept, call: MaintenanceCall{Out: &path}}
	if status, out, wrong := list.run(t); status != ExitGood || out != "" || !strings.Contains(wrong, "only you can read") {
		t.Fatal(status, out, wrong)
	}
	if status, _, wrong := list.run(t); status != ExitUsage || !strings.Contains(wrong, "exists already") {
		t.Error(status, wrong)
	}
	kept = &keptMaintenance{erasures: kept.erasures, again: postgres.ErasedAgain{Records: 1, Missing: 1}}
	apply := maintained{do: JournalErasures, journal: kept, call: MaintenanceCall{Apply: &path}}
	status, out, wrong := apply.run(t)
	if status != ExitGood || wrong != "" || !strings.Contains(out, "Of 2 listed, 1 verification was back") || !strings.Contains(out, "1 isn’t in this chain") {
		t.Error(status, out, wrong)
	}
	if !slices.Equal(kept.applied, kept.erasures) {
		t.Errorf("%+v", kept.applied)
	}
	kept.again = postgres.ErasedAgain{Records: 1, Open: 1}
	if status, out, _ := apply.run(t); status != ExitFault || !strings.Contains(out, "may still be open") {
		t.Error(status, out)
	}
	kept.err = errors.New("lost")
	half := filepath.Join(folder, "half")
	if status, _, _ := (maintained{do: JournalErasures, journal: kept, call: MaintenanceCall{Out: &half}}).run(t); status != ExitUsage {
		t.Error(status)
	}
	if _, err := os.Lstat(half); err == nil {
		t.Error("half a list stays")
	}
}

// TestErasureLines: one wrong line, and nothing is erased.
func TestErasureLines(t *testing.T) {
	digest := strings.Repeat("ab", 32)
	good := `{"position":3,"digest":"` + digest + `","erased":"2026-11-30T17:00:00.000001Z"}`
	for text, line := range map[string]string{
		"":                       "",
		"\uFEFF" + good + "\r\n": "",
		good + "\n\n" + strings.Replace(good, "}", `,"more":1}`, 1): "",
		good + "\n" + "x":                                        "Line 2",
		strings.Replace(good, "3", "0", 1):                       "Line 1",
		strings.Replace(good, "3", "-3", 1):                      "Line 1",
		strings.Replace(good, "3", "99999999999999999999999", 1): "Line 1",
		strings.Replace(good, "abab", "ab", 1):                   "Line 1",
		strings.Replace(good, "2026", "", 1):                     "Line 1",
		good + "\n" + strings.Repeat(" ", 2*maxErasure):          "Line 2",
	} {
		path := filepath.Join(t.TempDir(), "list")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		kept := &keptMaintenance{}
		status, _, wrong := maintained{do: JournalErasures, journal: kept, call: MaintenanceCall{Apply: &path}}.run(t)
		if (status == ExitGood) != (line == "") || !strings.Contains(wrong, line) || (kept.closed == 0) != (line != "") {
			t.Errorf("%.90q: status %d, %s", text, status, wrong)
		}
	}
}

// TestMaintenanceOutputFails: a closed pipe ends following quietly, another fault is told.
func TestMaintenanceOutputFails(t *testing.T) {
	kept := &keptMaintenance{followed: []postgres.Followed{{}}, erasures: []postgres.Erasure{{Position: 1}}}
	for err, want := range map[error]int{io.ErrClosedPipe: ExitGood, errors.New("the disk is broken"): ExitUsage} {
		for _, do := range []func(context.Context, MaintenanceOptions, MaintenanceCall) int{FollowJournal, JournalErasures} {
			if status, _, wrong := (maintained{do: do, journal: kept, out: &failing{err: err}}).run(t); status != want || (wrong != "") != (want != ExitGood) {
				t.Errorf("%v: status %d, %s", err, status, wrong)
			}
		}
	}
}

func FuzzErasure(f *testing.F) {
	f.Add([]byte(`{"position":3,"digest":"` + strings.Repeat("ab", 32) + `","erased":"2026-11-30T17:00:00Z"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		one, err := parseErasure(text)
		if err == nil && one.Position == 0 || err != nil && one != (postgres.Erasure{}) {
			t.Errorf("%+v, %v", one, err)
		}
	})
}
