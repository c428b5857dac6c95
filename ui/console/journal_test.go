package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

const (
	anna = "11111111-2222-4333-8444-555555555555"
	bo   = "c1d9a3f4-0000-4000-8000-000000000001"
)

// keptJournal is a journal that fails as a test wants.
type keptJournal struct {
	*journal.Memory
	audit  journal.Audit
	err    error
	erased []journal.Filter
}

func (j *keptJournal) Verify(ctx context.Context, noted string) (journal.Audit, error) {
	if j.err != nil || j.audit.Fault != nil || j.audit.Illegible.Entries > 0 {
		return j.audit, j.err
	}
	return j.Memory.Verify(ctx, noted)
}

func (j *keptJournal) Page(ctx context.Context, f journal.Filter) (journal.Page, error) {
	if j.err != nil {
		return journal.Page{}, j.err
	}
	return j.Memory.Page(ctx, f)
}

func (j *keptJournal) Erase(ctx context.Context, f journal.Filter) (journal.Erased, error) {
	j.erased = append(j.erased, f)
	return j.Memory.Erase(ctx, f)
}

// sharedJournal is one that desks share.
type sharedJournal struct {
	*keptJournal
	rights journal.Rights
}

func (sharedJournal) Refuses() bool            { return true }
func (j sharedJournal) Rights() journal.Rights { return j.rights }

// newJournal returns a journal with one verification a day in March 2026: of Anna on the 1st and
// the 3rd, of Bo on the 2nd; Anna's last one has not ended.
func newJournal(t *testing.T) *keptJournal {
	t.Helper()
	j := &keptJournal{Memory: journal.NewMemory()}
	for i, person := range []string{anna, bo, anna} {
		id := string(rune('1' + i))
		hash, err := j.HashPerson(t.Context(), journal.Named(person))
		if err != nil {
			t.Fatal(err)
		}
		started := time.Date(2026, time.March, i+1, 12, 0, 0, 0, time.UTC)
		record := journal.Record{ID: id, Started: started, Environment: "pp", Kind: string(config.KindTest), Person: hash, Case: "case " + id, Text: "Kode 482" + id + ", Ærø", Operator: "op"}
		if err := j.Begin(t.Context(), record, 0); err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			break
		}
		if err := j.End(t.Context(), id, journal.Ending{At: started.Add(time.Minute), Outcome: ciba.Verified}); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

// asked is one call of `ringback journal` in a test.
type asked struct {
	do       func(context.Context, JournalOptions, JournalCall) int
	call     JournalCall
	journal  *keptJournal
	rights   *journal.Rights // of the login, if the journal is shared
	openErr  error
	in       string
	terminal bool
	language assets.Language
	out      io.Writer
}

// answer is the result of a call.
type answer struct {
	status   int
	out, err string
	opened   bool   // the journal
	path     string // where the journal is
}

func (a asked) run(t *testing.T) answer {
	t.Helper()
	if a.language == "" {
		a.language = assets.English
	}
	words, err := assets.Load(a.language)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	if !errors.Is(a.openErr, fs.ErrNotExist) {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, wrong bytes.Buffer
	if a.out == nil {
		a.out = &out
	}
	r := answer{path: path}
	open := func(context.Context) (journal.Journal, error) {
		if a.rights != nil {
			return sharedJournal{a.journal, *a.rights}, a.openErr
		}
		return a.journal, a.openErr
	}
	r.status = a.do(t.Context(), JournalOptions{
		Open: func(ctx context.Context) (*desk.Journal, desk.Text) {
			r.opened = true
			return desk.OpenJournal(ctx, path, open)
		},
		Aside: func(ctx context.Context) (string, desk.Text) {
			return desk.MoveJournalAside(ctx, path, open, time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC))
		},
		Create: func(path string) (*os.File, error) { return files.CreateOwn(path, os.O_WRONLY) },
		Words:  words, In: strings.NewReader(a.in), Terminal: a.terminal, Out: a.out, Err: &wrong,
	}, a.call)
	r.out, r.err = out.String(), wrong.String()
	if strings.Contains(r.out+r.err, "[console.journal") {
		t.Errorf("a text is missing: %s%s", r.out, r.err)
	}
	for _, person := range []string{anna, bo, strings.ToUpper(anna)} {
		if strings.Contains(r.out+r.err, person) {
			t.Errorf("a person is in what was written: %s%s", r.out, r.err)
		}
	}
	return r
}

func given(text string) *string { return &text }

func TestJournalVerify(t *testing.T) {
	journal := newJournal(t)
	head, err := journal.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, noted := range map[string]string{"whole": "", "noted": head} {
		call := JournalCall{}
		if noted != "" {
			call.Head = given(noted)
		}
		r := asked{do: VerifyJournal, journal: journal, call: call}.run(t)
		if r.status != ExitGood || !strings.Contains(r.out, "unbroken") || !strings.Contains(r.out, head) || r.err != "" {
			t.Errorf("%s: %d, %s%s", name, r.status, r.out, r.err)
		}
		if strings.Contains(r.out, "you noted") != (noted != "") {
			t.Errorf("%s: %s", name, r.out)
		}
	}
	other := asked{do: VerifyJournal, journal: journal, call: JournalCall{Head: given("9999-" + strings.SplitN(head, "-", 2)[1])}}.run(t)
	if other.status != ExitFault || !strings.Contains(other.out, "The end of the journal is gone") {
		t.Errorf("cut off: %d, %s%s", other.status, other.out, other.err)
	}
	if r := (asked{do: VerifyJournal, journal: journal, call: JournalCall{Head: given("x")}}).run(t); r.status != ExitUsage || !strings.Contains(r.err, "17-3fa9") {
		t.Errorf("no head: %d, %s%s", r.status, r.out, r.err)
	}
	if r := (asked{do: JournalHead, journal: journal}).run(t); r.status != ExitGood || r.out != head+"\n" || r.err != "" {
		t.Errorf("head: %d, %q%s", r.status, r.out, r.err)
	}
}

// TestEveryFaultIsSaid: in both languages, with its place and what to do.
func TestEveryFaultIsSaid(t *testing.T) {
	for _, problem := range []journal.ChainProblem{
		journal.ChainChanged, journal.ChainMissing, journal.ChainCutOff, journal.ChainTime, journal.ChainRecord, journal.ChainMark, journal.ChainOtherEnd,
	} {
		for language, want := range map[assets.Language]string{assets.English: "10:42:51", assets.Danish: "10.42.51"} {
			j := newJournal(t)
			j.audit.Fault = &journal.ChainFault{Problem: problem, Position: 17, At: time.Date(2026, 3, 14, 10, 42, 51, 0, time.UTC)}
			r := asked{do: VerifyJournal, journal: j, language: language}.run(t)
			if r.status != ExitFault || !strings.Contains(r.out, "17") || !strings.Contains(r.out, want) || strings.Contains(r.out, "[") || r.err != "" {
				t.Errorf("%s, %s: %d, %s%s", problem, language, r.status, r.out, r.err)
			}
		}
	}
}

// TestWhatCannotBeReadIsNoFaultOfTheChain: it has words and a status of its own, and names the
// login.
func TestWhatCannotBeReadIsNoFaultOfTheChain(t *testing.T) {
	for entries, want := range map[int]string{1: "1 record in it", 2: "2 records in it"} {
		j := newJournal(t)
		j.audit = journal.Audit{Head: "17-3fa9-c2d4-0b1e-77aa-5c10", Illegible: journal.Illegible{Entries: entries, Position: 17, Login: "anna"}}
		r := asked{do: VerifyJournal, journal: j, language: assets.English}.run(t)
		if r.status != ExitIllegible || !strings.Contains(r.out, want) || !strings.Contains(r.out, "login anna") || !strings.Contains(r.out, "record 17") || strings.Contains(r.out, "is what was written") {
			t.Errorf("%d, %s%s", r.status, r.out, r.err)
		}
	}
}

// TestEveryTroubleIsSaid: and nothing is written.
func TestEveryTroubleIsSaid(t *testing.T) {
	said := map[string]bool{}
	for _, err := range []error{
		fs.ErrNotExist, journal.ErrBusy, journal.ErrDamaged, journal.ErrNewer, journal.ErrKeyLost, secrets.ErrKeyringMissing,
		secrets.ErrKeyringLocked, secrets.ErrKeyringSlow, &files.Error{Problem: files.ProblemDiskFull}, &files.Error{Problem: files.ProblemReadOnly}, &files.Error{Problem: files.ProblemNotPlain},
		context.Canceled, errors.New("?"),
	} {
		for _, language := range assets.Languages() {
			r := asked{do: VerifyJournal, journal: newJournal(t), openErr: err, language: language}.run(t)
			if r.status != ExitUsage || r.out != "" || strings.Contains(r.err, "[") || strings.Count(r.err, "\n") != 1 {
				t.Errorf("%v, %s: %d, %q, %q", err, language, r.status, r.out, r.err)
			}
			if said[r.err] {
				t.Errorf("%v is told as another trouble is: %s", err, r.err)
			}
			said[r.err] = true
		}
	}
	for name, do := range map[string]func(context.Context, JournalOptions, JournalCall) int{"verify": VerifyJournal, "export": ExportJournal} {
		j := newJournal(t)
		j.err = journal.ErrDamaged
		file := filepath.Join(t.TempDir(), "out.json")
		r := asked{do: do, journal: j, call: JournalCall{Format: "json", Out: given(file)}}.run(t)
		if _, err := os.Stat(file); r.status != ExitUsage || !strings.Contains(r.err, "damaged") || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %d, %s, %v", name, r.status, r.err, err)
		}
		if r := (asked{do: do, journal: j, call: JournalCall{Format: "json"}}).run(t); r.out != "" {
			t.Errorf("%s: half of it was written: %q", name, r.out)
		}
	}
}

// TestJournalAside: a journal that isn't sound is moved and kept; any other stays.
func TestJournalAside(t *testing.T) {
	for name, test := range map[string]struct {
		openErr, err error
		fault        *journal.ChainFault
		moves        bool
	}{
		"whole":                {},
		"can't be opened":      {openErr: journal.ErrDamaged, moves: true},
		"the key is lost":      {openErr: journal.ErrKeyLost, moves: true},
		"can't be read":        {err: journal.ErrDamaged, moves: true},
		"something is missing": {fault: &journal.ChainFault{Problem: journal.ChainMissing, Position: 3}, moves: true},
		"of a newer program":   {openErr: journal.ErrNewer, moves: true},
		"in use":               {openErr: journal.ErrBusy},
		"the keyring is slow":  {openErr: secrets.ErrKeyringSlow},
		"interrupted":          {err: context.Canceled},
		"not there":            {openErr: fs.ErrNotExist},
	} {
		for _, language := range assets.Languages() {
			journal := newJournal(t)
			journal.err, journal.audit.Fault = test.err, test.fault
			r := asked{do: JournalAside, journal: journal, openErr: test.openErr, language: language}.run(t)
			moved := filepath.Join(filepath.Dir(r.path), "journal-aside-20260304-120000-1.db")
			_, there := os.Stat(r.path)
			_, aside := os.Stat(moved)
			if test.moves {
				if r.status != ExitGood || !strings.Contains(r.out, moved) || r.err != "" || !errors.Is(there, fs.ErrNotExist) || aside != nil {
					t.Errorf("%s: %+v, %v, %v", name, r, there, aside)
				}
			} else if r.status != ExitUsage || r.out != "" || r.err == "" || !errors.Is(aside, fs.ErrNotExist) || !errors.Is(there, test.openErr) && there != nil {
				t.Errorf("%s: %+v, %v, %v", name, r, there, aside)
			}
		}
	}
}

func TestJournalExport(t *testing.T) {
	tests := map[string]struct {
		call JournalCall
		in   string
		want []string // cases
	}{
		"all":            {call: JournalCall{}, want: []string{"case 1", "case 2", "case 3"}},
		"from a day":     {call: JournalCall{From: given("2026-03-02")}, want: []string{"case 2", "case 3"}},
		"until a day":    {call: JournalCall{Until: given("2026-03-02")}, want: []string{"case 1", "case 2"}},
		"until a moment": {call: JournalCall{Until: given("2026-03-02T12:00:00Z")}, want: []string{"case 1"}},
		"one day":        {call: JournalCall{From: given("2026-03-02"), Until: given("2026-03-02")}, want: []string{"case 2"}},
		"verified":       {call: JournalCall{Outcome: given("refused,verified")}, want: []string{"case 1", "case 2"}},
		"open":           {call: JournalCall{Outcome: given("open")}, want: []string{"case 3"}},
		"elsewhere":      {call: JournalCall{Environment: given("production")}},
		"a person":       {call: JournalCall{UUID: given("{" + strings.ToUpper(bo) + "}")}, want: []string{"case 2"}},
		"from the input": {call: JournalCall{UUID: given("-")}, in: anna + "\r\n", want: []string{"case 1", "case 3"}},
		"somebody":       {call: JournalCall{Person: given("-")}, in: " " + anna + "\n", want: []string{"case 1", "case 3"}},
		"in the flag":    {call: JournalCall{Person: given("anna@identity.example")}},
		"nobody's name":  {call: JournalCall{Person: given("-")}, in: "anna@identity.example"},
		"without an end": {call: JournalCall{UUID: given("-")}, in: anna, want: []string{"case 1", "case 3"}},
	}
	for name, test := range tests {
		for _, format := range []string{"json", "csv"} {
			test.call.Format = format
			r := asked{do: ExportJournal, journal: newJournal(t), call: test.call, in: test.in}.run(t)
			if r.status != ExitGood || !strings.Contains(r.err, "plain text") {
				t.Errorf("%s, %s: %d, %s", name, format, r.status, r.err)
			}
			for _, c := range []string{"case 1", "case 2", "case 3"} {
				if has := strings.Contains(r.out, c); has != strings.Contains(strings.Join(test.want, ", "), c) {
					t.Errorf("%s, %s: %s is there: %t\n%s", name, format, c, has, r.out)
				}
			}
			if warned := strings.Contains(r.err, "history"); warned != (typed(test.call.UUID) || typed(test.call.Person)) {
				t.Errorf("%s: warned of the history: %t", name, warned)
			}
		}
	}
}

// TestJournalExportIsRefused: a login that may not export makes no file, and isn't warned of what
// it doesn't get.
func TestJournalExportIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.json")
	call := JournalCall{Format: "json", Out: &path}
	r := asked{do: ExportJournal, journal: newJournal(t), rights: &journal.Rights{Login: "desk17", Desk: true}, call: call}.run(t)
	if r.status != ExitUsage || strings.Contains(r.err, "plain text") || r.err == "" {
		t.Errorf("%d, %s", r.status, r.err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
	call.Out = nil
	if r := (asked{do: ExportJournal, journal: newJournal(t), rights: &journal.Rights{Auditor: true}, call: call}).run(t); r.status != ExitGood || !strings.Contains(r.err, "plain text") {
		t.Errorf("%d, %s", r.status, r.err)
	}
}

func TestJournalExportToAFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "out.csv")
	r := asked{do: ExportJournal, journal: newJournal(t), call: JournalCall{Format: "csv", Out: given(file)}, language: assets.Danish}.run(t)
	written, err := os.ReadFile(file)
	if r.status != ExitGood || r.out != "" || err != nil || !strings.Contains(string(written), "Ærø") || !strings.Contains(r.err, "ren tekst") {
		t.Fatalf("%d, %q, %s, %v", r.status, r.out, r.err, err)
	}
	if alone, err := files.OnlyUser(file); err != nil || !alone {
		t.Errorf("others can read it, %v", err)
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(filepath.Join(folder, "elsewhere"), link); err != nil {
		t.Fatal(err)
	}
	for _, taken := range []string{file, link, folder} {
		r := asked{do: ExportJournal, journal: newJournal(t), call: JournalCall{Format: "json", Out: given(taken)}}.run(t)
		if r.status != ExitUsage || !strings.Contains(r.err, "exists already") {
			t.Errorf("%s: %d, %s", taken, r.status, r.err)
		}
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, written) {
		t.Errorf("the file was overwritten: %v", err)
	}
	if r := (asked{do: ExportJournal, journal: newJournal(t), call: JournalCall{Format: "json", Out: given(filepath.Join(folder, "no", "out"))}}).run(t); r.status != ExitUsage || !strings.Contains(r.err, "folder") {
		t.Errorf("no folder: %d, %s", r.status, r.err)
	}
}

// full is a disk, or a pipe, that accepts nothing.
type full struct{}

func (full) Write([]byte) (int, error) {
	if runtime.GOOS == "windows" {
		return 0, syscall.Errno(112)
	}
	return 0, syscall.ENOSPC
}

func TestJournalExportSaysThatTheDiskIsFull(t *testing.T) {
	r := asked{do: ExportJournal, journal: newJournal(t), call: JournalCall{Format: "json"}, out: full{}}.run(t)
	if r.status != ExitUsage || !strings.Contains(r.err, "The disk is full") {
		t.Errorf("%d, %s", r.status, r.err)
	}
}

func TestJournalErase(t *testing.T) {
	annas := JournalCall{UUID: given("-")}
	yes := JournalCall{UUID: given("-"), Yes: true}
	tests := map[string]struct {
		call     JournalCall
		in       string
		terminal bool
		language assets.Language
		status   int
		want     string
		left     int
	}{
		"asked, yes": {
			call: annas, in: bo + "\nYes\n", terminal: true, language: assets.English,
			status: ExitGood, want: "1 verification was erased", left: 2,
		},
		"asked, ja": {
			call: annas, in: bo + "\nja\n", terminal: true, language: assets.Danish,
			status: ExitGood, want: "1 bekræftelse er slettet", left: 2,
		},
		"asked, no": {
			call: annas, in: bo + "\nno\n", terminal: true, language: assets.English,
			status: ExitUsage, want: "Nothing was erased", left: 3,
		},
		"asked, y": {
			call: annas, in: bo + "\ny\n", terminal: true, language: assets.English,
			status: ExitUsage, want: "Nothing was erased", left: 3,
		},
		"asked, end": {
			call: annas, in: bo, terminal: true, language: assets.English,
			status: ExitUsage, want: "Nothing was erased", left: 3,
		},
		"nobody to ask":      {call: annas, in: bo + "\nyes\n", language: assets.English, status: ExitUsage, want: "-yes", left: 3},
		"without a question": {call: yes, in: bo, language: assets.English, status: ExitGood, want: "1 verification was erased", left: 2},
		"a span": {
			call:     JournalCall{From: given("2026-03-02"), Until: given("2026-03-02"), Yes: true},
			language: assets.English, status: ExitGood, want: "1 verification was erased", left: 2,
		},
		"a person and span": {
			call: JournalCall{UUID: given("-"), From: given("2026-03-02"), Yes: true}, in: bo,
			language: assets.English, status: ExitGood, want: "1 verification was erased", left: 2,
		},
		"nobody fits": {call: yes, in: mette, language: assets.English, status: ExitGood, want: "Nothing in the journal matches", left: 3},
	}
	for name, test := range tests {
		j := newJournal(t)
		r := asked{do: EraseJournal, journal: j, call: test.call, in: test.in, terminal: test.terminal, language: test.language}.run(t)
		left, err := j.Count(t.Context(), journal.Filter{})
		if r.status != test.status || !strings.Contains(r.out+r.err, test.want) || left != test.left || err != nil {
			t.Errorf("%s: %d, %d left, %s%s, %v", name, r.status, left, r.out, r.err, err)
		}
		if test.left == 3 && test.want != "Nothing in the journal matches" && len(j.erased) > 0 {
			t.Errorf("%s: something was asked to be erased", name)
		}
	}
}

// TestJournalEraseSaysWhatStays: verifications that may be open, and what the guard goes by.
func TestJournalEraseSaysWhatStays(t *testing.T) {
	j := newJournal(t)
	hash, err := j.HashPerson(t.Context(), journal.Named(bo))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := j.Begin(t.Context(), journal.Record{ID: "now", Started: now, Kind: string(config.KindTest), Person: hash, Environment: "pp"}, 0); err != nil {
		t.Fatal(err)
	}
	r := asked{do: EraseJournal, journal: j, call: JournalCall{UUID: given("-"), Yes: true}, in: bo}.run(t)
	if r.status != ExitFault || !strings.Contains(r.out, "1 verification was erased") || !strings.Contains(r.out, "1 verification was left") {
		t.Errorf("%d, %s%s", r.status, r.out, r.err)
	}
	if err := errors.Join(j.End(t.Context(), "now", journal.Ending{At: now, Outcome: ciba.NotVerified}), j.Fence(t.Context(), "now", journal.Report{At: now, Operator: "anna"})); err != nil {
		t.Fatal(err)
	}
	r = asked{do: EraseJournal, journal: j, call: JournalCall{UUID: given("-"), Yes: true}, in: bo}.run(t)
	if r.status != ExitGood || !strings.Contains(r.out, "1 verification was erased") || !strings.Contains(r.out, "is remembered until") {
		t.Errorf("%d, %s%s", r.status, r.out, r.err)
	}
}

// TestAWrongCallOpensNothing: the keyring doesn't ask for a password in vain.
func TestAWrongCallOpensNothing(t *testing.T) {
	calls := map[string]asked{
		"no such day":          {do: ExportJournal, call: JournalCall{Format: "json", From: given("2026-02-30")}},
		"an unset head":        {do: VerifyJournal, call: JournalCall{Head: given("")}},
		"a blank head":         {do: VerifyJournal, call: JournalCall{Head: given(" ")}},
		"an unset file":        {do: ExportJournal, call: JournalCall{Format: "json", Out: given("")}},
		"an empty day":         {do: EraseJournal, call: JournalCall{Until: given("")}},
		"the wrong way round":  {do: EraseJournal, call: JournalCall{From: given("2026-03-02"), Until: given("2026-03-01")}},
		"no such outcome":      {do: ExportJournal, call: JournalCall{Format: "json", Outcome: given("verified,fine")}},
		"an empty outcome":     {do: ExportJournal, call: JournalCall{Format: "json", Outcome: given("")}},
		"an empty environment": {do: ExportJournal, call: JournalCall{Format: "json", Environment: given("")}},
		"an empty operator":    {do: ExportJournal, call: JournalCall{Format: "json", Operator: given(" ")}},
		"an empty desk":        {do: EraseJournal, call: JournalCall{Desk: given(""), From: given("2026-03-02")}},
		"an operator alone":    {do: EraseJournal, call: JournalCall{Operator: given("anna"), Yes: true}},
		"a number and a UUID":  {do: EraseJournal, call: JournalCall{UUID: given("-"), CPR: given("-")}, in: bo + "\n080436-0468"},
		"a number in the flag": {do: EraseJournal, call: JournalCall{CPR: given("080436-0468")}},
		"no number":            {do: EraseJournal, call: JournalCall{CPR: given("-")}},
		"two persons":          {do: EraseJournal, call: JournalCall{UUID: given("-"), Person: given("-")}, in: bo + "\n" + bo},
		"an empty person":      {do: EraseJournal, call: JournalCall{UUID: given(""), From: given("2026-03-02")}},
		"nobody on the input":  {do: EraseJournal, call: JournalCall{UUID: given("-"), From: given("2026-03-02")}},
		"an endless person":    {do: EraseJournal, call: JournalCall{UUID: given("-")}, in: strings.Repeat("1", 1<<20)},
		"no format":            {do: ExportJournal, call: JournalCall{Format: "xml"}},
		"nothing named":        {do: EraseJournal, call: JournalCall{Yes: true}},
	}
	for name, call := range calls {
		call.journal = newJournal(t)
		r := call.run(t)
		if r.status != ExitUsage || r.out != "" || r.err == "" || r.opened || strings.Contains(r.err, "0468") {
			t.Errorf("%s: %d, %s%s", name, r.status, r.out, r.err)
		}
	}
	r := asked{do: EraseJournal, journal: newJournal(t), call: JournalCall{UUID: given("-"), Yes: true}, in: "not a uuid"}.run(t)
	if r.status != ExitUsage || !strings.Contains(r.err, "8-4-4-4-12") {
		t.Errorf("%d, %s", r.status, r.err)
	}
}

// TestAnAccountOrADeskOfASharedJournal: one that isn't shared would give everybody's.
func TestAnAccountOrADeskOfASharedJournal(t *testing.T) {
	for _, call := range []JournalCall{{Format: "json", Operator: given("op")}, {Format: "json", Desk: given("pc"), From: given("2026-03-02"), Yes: true}} {
		for _, do := range []func(context.Context, JournalOptions, JournalCall) int{ExportJournal, EraseJournal} {
			j := newJournal(t)
			if r := (asked{do: do, journal: j, call: call}).run(t); r.status != ExitUsage || r.out != "" || r.err == "" || len(j.erased) > 0 {
				t.Errorf("%d, %s%s", r.status, r.out, r.err)
			}
		}
	}
}

// TestTheJournalOfACPRNumber: export and erase find whoever was asked for by it, and nobody else.
func TestTheJournalOfACPRNumber(t *testing.T) {
	j := newJournal(t)
	hash, err := j.HashPerson(t.Context(), journal.WithCPR("6804360468"))
	if err != nil {
		t.Fatal(err)
	}
	record := journal.Record{ID: "4", Started: time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC), Environment: "pp", Person: hash, Case: "case 4"}
	if err := j.Begin(t.Context(), record, 0); err != nil {
		t.Fatal(err)
	}
	if err := j.End(t.Context(), "4", journal.Ending{At: record.Started, Outcome: ciba.Verified}); err != nil {
		t.Fatal(err)
	}
	r := asked{do: ExportJournal, journal: j, call: JournalCall{Format: "json", CPR: given("-")}, in: "680436-0468\n"}.run(t)
	if r.status != ExitGood || !strings.Contains(r.out, "case 4") || strings.Contains(r.out, "case 1") || strings.Contains(r.out+r.err, "080436-0468") || strings.Contains(r.out+r.err, "0804360468") {
		t.Errorf("%d, %s%s", r.status, r.out, r.err)
	}
	for in, want := range map[string]int{"680436-0469": ExitGood, "not a number": ExitUsage, anna: ExitUsage} {
		r := asked{do: ExportJournal, journal: j, call: JournalCall{Format: "json", CPR: given("-")}, in: in}.run(t)
		if r.status != want || strings.Contains(r.out, "case") {
			t.Errorf("%s: %d, %s%s", in, r.status, r.out, r.err)
		}
	}
	r = asked{do: EraseJournal, journal: j, call: JournalCall{CPR: given("-"), Yes: true}, in: "6804360468"}.run(t)
	if r.status != ExitGood || len(j.erased) != 1 || j.erased[0].Person != hash {
		t.Errorf("%d, %s, %v", r.status, r.err, j.erased)
	}
}

func TestShowBroker(t *testing.T) {
	for _, language := range assets.Languages() {
		words, err := assets.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		ShowBroker(&out, words, Broker{Issuer: "http://127.0.0.1:1/op", ClientID: "the-client", Secret: "public", Phones: "http://127.0.0.1:1/phone#key=x", Curl: []string{"curl a \\\n  b", "curl c", "curl d", "curl e"}})
		for _, want := range []string{"http://127.0.0.1:1/op\n", "the-client\n", "public\n", "phone#key=x\n", "\ncurl a \\\n  b\n", "\ncurl c\n", "\ncurl e\n"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is missing in\n%s", want, out.String())
			}
		}
		if strings.Contains(out.String(), "[") {
			t.Errorf("a text is missing:\n%s", out.String())
		}
	}
}

func TestFillingLosesNothing(t *testing.T) {
	r := Request{UUID: "u", Text: "t", IP: "i", Action: "a", Case: "r", AppOS: "o", ReturnURL: "l"}
	if got, want := r.filling(), (desk.Request{Person: "u", Text: "t", IP: "i", Action: "a", Case: "r", AppOS: "o", ReturnURL: "l"}); got != want {
		t.Errorf("%+v", got)
	}
}

// typed reports whether a flag holds a person.
func typed(flag *string) bool { return flag != nil && *flag != "-" }
