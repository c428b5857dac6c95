package desk

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// closedWriter is a file that records whether it was closed, and can be full.
type closedWriter struct {
	bytes.Buffer
	failure error
	closed  atomic.Bool
}

func (c *closedWriter) Write(p []byte) (int, error) {
	if c.failure != nil {
		return 0, c.failure
	}
	return c.Buffer.Write(p)
}

func (c *closedWriter) Close() error { c.closed.Store(true); return nil }

// filled writes n ended verifications into the journal of demo, one minute apart.
func filled(t *testing.T, b *bench, n int) {
	t.Helper()
	for i := range n {
		hash, err := b.journal.HashPerson(t.Context(), journal.Named([]string{mette, unknown}[i%2]))
		if err != nil {
			t.Fatal(err)
		}
		id, at := fmt.Sprint("record ", i), time.Now().Add(-time.Duration(n-i)*time.Minute)
		record := journal.Record{ID: id, Started: at, Environment: config.IDDemo, Kind: string(config.KindDemo), Person: hash, Case: fmt.Sprint("case ", i%3), Text: "Code 1234"}
		if err := b.journal.BeginLate(t.Context(), record); err != nil {
			t.Fatal(err)
		}
		ending := journal.Ending{At: at.Add(time.Second), Outcome: []ciba.Outcome{ciba.Verified, ciba.Refused}[i%2]}
		if err := b.journal.End(t.Context(), id, ending); err != nil {
			t.Fatal(err)
		}
	}
}

func settled(v View) bool { return v.Journal != nil && !v.Journal.Loading && !v.Journal.Busy }

func TestTheJournalIsReadPageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		filled(t, b, 250)
		b.OpenJournal()
		p := b.until("open", settled).Journal
		if len(p.Records) != recordsAtOnce || p.Total != 250 || p.Records[0].ID != "record 249" || p.ControlCode == "" || !p.Memory {
			t.Fatalf("%d of %d records, first %q, head %q, memory %t", len(p.Records), p.Total, p.Records[0].ID, p.ControlCode, p.Memory)
		}
		// One that begins meanwhile shifts all others, and none is listed twice.
		b.verify(mette)
		for range 4 {
			b.MoreJournal()
			p = b.until("more", settled).Journal
		}
		seen := make(map[string]bool)
		for _, r := range p.Records {
			if seen[r.ID] {
				t.Errorf("%s comes twice", r.ID)
			}
			seen[r.ID] = true
		}
		if len(p.Records) < 249 {
			t.Errorf("%d records in the end", len(p.Records))
		}
		b.CloseJournal()
		if v := b.pass(time.Second); v.Journal != nil {
			t.Error("the journal stays open")
		}
	})
}

// TestTheOpenJournalFollowsAVerification, with its filter and as far as it was read.
func TestTheOpenJournalFollowsAVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse, AnswerAfter: -1}})
		filled(t, b, 250)
		b.OpenJournal()
		b.until("open", settled)
		b.MoreJournal()
		head := b.until("more", settled).Journal.ControlCode
		b.begin(mette, Waiting)
		p := b.View().Journal
		if p == nil || len(p.Records) != 2*recordsAtOnce || p.Total != 251 || p.Records[0].Outcome != "" || p.Records[1].ID != "record 249" || p.ControlCode == head || p.Loading {
			t.Fatalf("while it waits: %d of %d records, the first %+v", len(p.Records), p.Total, p.Records[0])
		}
		first := p.Records[0].ID
		b.untilState(Ended)
		if p = b.pass(0).Journal; p.Total != 251 || p.Records[0].ID != first || p.Records[0].Outcome != "refused" || p.Records[0].Ended.IsZero() {
			t.Errorf("ended: %d records, the first %+v", p.Total, p.Records[0])
		}
		b.FilterJournal(JournalFilter{Outcome: "verified"})
		b.until("filtered", settled)
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.StartOver() // else the guard asks first
		b.SetPerson(mette)
		b.pass(0)
		b.Start()
		b.untilState(Ended)
		if p = b.pass(0).Journal; p.Total != 125 || slices.ContainsFunc(p.Records, func(r JournalRecord) bool { return r.Outcome != "verified" }) {
			t.Errorf("under a filter: %d records", p.Total)
		}
		b.CloseJournal()
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.StartOver()
		b.verify(mette)
		if b.View().Journal != nil {
			t.Error("it opens by itself")
		}
	})
}

// TestMoreIsReadWhileAVerificationEnds: both reads happen, one after the other.
func TestMoreIsReadWhileAVerificationEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 250)
		b.OpenJournal()
		b.until("open", settled)
		for _, at := range []func(s *state){
			func(s *state) { s.refreshRecords(); s.desk.MoreJournal() },
			func(s *state) { s.desk.MoreJournal(); s.desk.post((*state).refreshRecords) },
		} {
			before := len(b.View().Journal.Records)
			b.post(at)
			b.pass(time.Second)
			if p := b.View().Journal; len(p.Records) != min(before+recordsAtOnce, 250) || p.Loading || p.Total != 250 {
				t.Errorf("%d of %d records after %d, loading %t", len(p.Records), p.Total, before, p.Loading)
			}
		}
	})
}

func TestTheJournalIsFiltered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 30)
		b.OpenJournal()
		for name, c := range map[string]struct {
			filter JournalFilter
			want   int
		}{
			"everything":    {JournalFilter{}, 30},
			"refused":       {JournalFilter{Outcome: "refused"}, 15},
			"open":          {JournalFilter{Outcome: OutcomeOpen}, 0},
			"a case":        {JournalFilter{Case: " case 1 "}, 10},
			"part of one":   {JournalFilter{Case: "case"}, 0},
			"a span":        {JournalFilter{From: time.Now().Add(-5*time.Minute - time.Second)}, 5},
			"before":        {JournalFilter{Until: time.Now().Add(-20 * time.Minute)}, 10},
			"environment":   {JournalFilter{Environment: config.IDDemo}, 30},
			"another place": {JournalFilter{Environment: config.IDPP}, 0},
		} {
			b.FilterJournal(c.filter)
			synctest.Wait()
			if p := b.until(name, settled).Journal; p.Total != c.want || len(p.Records) != c.want {
				t.Errorf("%s: %d records, total %d, want %d", name, len(p.Records), p.Total, c.want)
			}
		}
	})
}

func TestTheJournalIsVerified(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 3)
		b.OpenJournal()
		head := b.until("open", settled).Journal.ControlCode
		b.VerifyJournal(head)
		if p := b.until("verified", func(v View) bool { return v.Journal.Audit != nil }).Journal; !p.Audit.Good || p.Audit.Finding.Key != "journal.sound.noted" {
			t.Errorf("a sound journal: %+v", p.Audit)
		}
		b.VerifyJournal(" ")
		synctest.Wait()
		if p := b.until("verified by itself", settled).Journal; p.Audit == nil || !p.Audit.Good || p.Audit.Finding.Key != "journal.sound.by_itself" {
			t.Errorf("nothing was noted, and it says more than it knows: %+v", p.Audit)
		}
		b.VerifyJournal("17-3fa9-c2d4-0b1e-77aa-5c10")
		synctest.Wait()
		if p := b.until("verified", settled).Journal; p.Audit == nil || p.Audit.Good || p.Audit.Finding.Key != "journal.fault.other_end" && p.Audit.Finding.Key != "journal.fault.cut_off" {
			t.Errorf("a head of another journal: %+v", p.Audit)
		}
		b.VerifyJournal("nonsense")
		synctest.Wait()
		if p := b.until("refused", settled).Journal; p.Said.Key != "journal.problem.head" || !p.SaidBad {
			t.Errorf("no head at all: %+v", p.Said)
		}
	})
}

func TestTheJournalIsExported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 6)
		early := &closedWriter{}
		b.ExportJournal("json", early)
		synctest.Wait()
		if !early.closed.Load() || early.Len() > 0 {
			t.Error("with the journal closed something was written, or the file stays open")
		}
		b.OpenJournal()
		b.FilterJournal(JournalFilter{Outcome: "verified"})
		for _, format := range []string{"json", "csv"} {
			file := &closedWriter{}
			b.until("open", settled)
			b.ExportJournal(format, file)
			synctest.Wait()
			p := b.until("written", settled).Journal
			if p.Said.Key != "journal.exported" || p.SaidBad || !file.closed.Load() || strings.Count(file.String(), "Code 1234") != 3 {
				t.Errorf("%s: %+v, closed %t:\n%s", format, p.Said, file.closed.Load(), file.String())
			}
			if strings.Contains(file.String(), mette) {
				t.Errorf("%s holds the person's UUID", format)
			}
		}
		first, second := &closedWriter{}, &closedWriter{}
		b.ExportJournal("csv", first)
		b.ExportJournal("csv", second)
		synctest.Wait()
		if !first.closed.Load() || !second.closed.Load() || first.Len() == 0 || second.Len() > 0 {
			t.Errorf("of two at once one was written: %d and %d bytes, closed %t and %t", first.Len(), second.Len(), first.closed.Load(), second.closed.Load())
		}
		full := &closedWriter{failure: errors.New("the disk is full")}
		b.ExportJournal("csv", full)
		synctest.Wait()
		if p := b.until("failed", settled).Journal; p.Said.Key != "journal.not_exported" || !p.SaidBad || !full.closed.Load() {
			t.Errorf("a full disk: %+v, closed %t", p.Said, full.closed.Load())
		}
	})
}

// slowFile closes slowly, like one on a network drive.
type slowFile struct{ closedWriter }

func (f *slowFile) Close() error {
	time.Sleep(time.Minute)
	return f.closedWriter.Close()
}

func TestASlowlyClosingFileBlocksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		file := &slowFile{}
		b.ExportJournal("json", file)
		b.SetCaller(WeCalled)
		if v := b.pass(time.Second); v.Form.Caller != WeCalled || file.closed.Load() {
			t.Errorf("a second later the caller is %q, and the file closed: %t", v.Form.Caller, file.closed.Load())
		}
		if b.pass(time.Minute); !file.closed.Load() {
			t.Error("the file stays open")
		}
	})
}

// filterBy filters the open journal, and returns what it then shows.
func (b *bench) filterBy(filter JournalFilter) *JournalPage {
	b.t.Helper()
	b.FilterJournal(filter)
	synctest.Wait()
	return b.until("filtered", settled).Journal
}

// TestTheFilterByPerson takes a UUID or a CPR number in any spelling, and never keeps it.
func TestTheFilterByPerson(t *testing.T) {
	const number = "080436-0468"
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		filled(t, b, 10)
		hash, err := b.journal.HashPerson(t.Context(), journal.WithCPR("0804360468"))
		if err != nil {
			t.Fatal(err)
		}
		record := journal.Record{ID: "by CPR", Started: time.Now(), Environment: config.IDDemo, Kind: string(config.KindDemo), Person: hash, Text: "Code 1"}
		if err := b.journal.Begin(t.Context(), record, 0); err != nil {
			t.Fatal(err)
		}
		b.OpenJournal()
		b.until("open", settled)
		for typed, want := range map[string]int{
			mette: 5, " {" + strings.ToUpper(mette) + "}\n": 5, number: 1, "0804360468": 1, " 080436 0468": 1, "010190-1234": 0, unknown: 5,
			"Borger: " + number + ", sag 2026-17": 1, "https://cases.example/" + mette + "?x=1": 5,
		} {
			p := b.filterBy(JournalFilter{Person: typed})
			if p.Total != want || len(p.Records) != want || !p.Filter.OfPerson || p.Filter.Person != "" || !p.PersonProblem.IsZero() {
				t.Errorf("%q: %d records, %+v, %v", typed, p.Total, p.Filter, p.PersonProblem)
			}
		}
		for _, typed := range []string{"somebody", mette[:35], "310290-1234", "080436-046", mette + " " + unknown} {
			p := b.filterBy(JournalFilter{Person: typed})
			if p.Total != 0 || len(p.Records) > 0 || p.PersonProblem.Key != "journal.problem.person" {
				t.Errorf("%q: %d records, %v", typed, p.Total, p.PersonProblem)
			}
			file := &closedWriter{}
			b.ExportJournal("json", file)
			if b.pass(time.Second); file.Len() > 0 || !file.closed.Load() {
				t.Errorf("%q: %d bytes exported, closed %t", typed, file.Len(), file.closed.Load())
			}
			b.AskErase()
			b.verify(mette) // the journal follows it
			b.pass(doneDelay)
			b.Done()
			if p = b.pass(time.Second).Journal; p.Total != 0 || len(p.Records) > 0 || p.Erasing != nil {
				t.Errorf("%q: after a verification %d records, erasing %v", typed, p.Total, p.Erasing)
			}
		}
		atOnce := &closedWriter{}
		b.FilterJournal(JournalFilter{Person: number})
		b.ExportJournal("json", atOnce)
		if b.pass(time.Second); strings.Count(atOnce.String(), `"started"`) != 1 {
			t.Errorf("exported before the filter was applied: %s", atOnce)
		}
		if p := b.filterBy(JournalFilter{Person: mette, Outcome: "refused"}); p.Total != 0 || p.Filter.Outcome != "refused" {
			t.Errorf("two filters: %d records, %+v", p.Total, p.Filter)
		}
		if p := b.filterBy(JournalFilter{}); p.Total < 11 || p.Filter.OfPerson {
			t.Errorf("nobody: %d records", p.Total)
		}
		b.filterBy(JournalFilter{Person: number})
		for _, v := range b.published() {
			if v.Journal == nil {
				continue
			}
			if shown := strings.ToLower(fmt.Sprintf("%+v", *v.Journal)); strings.Contains(shown, mette) || strings.Contains(shown, number) || strings.Contains(shown, "0804360468") {
				t.Fatalf("the journal shows whose records they are: %s", shown)
			}
		}
		if d := b.state.journalDialog; d.whom != (journal.Person{}) || d.person == "" {
			t.Errorf("the desk keeps %v", d.whom)
		}
		b.CloseJournal()
		b.pass(0)
		b.OpenJournal()
		if p := b.until("open", settled).Journal; p.Filter.OfPerson || p.Total < 11 {
			t.Errorf("opened again: %d records, %+v", p.Total, p.Filter)
		}
	})
}

// TestTheExportHasWhatTheFilterShows, the person included.
func TestTheExportHasWhatTheFilterShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 10)
		b.OpenJournal()
		b.until("open", settled)
		b.filterBy(JournalFilter{Person: mette})
		file := &closedWriter{}
		b.ExportJournal("json", file)
		b.until("written", settled)
		if n := strings.Count(file.String(), "Code 1234"); n != 5 {
			t.Errorf("%d records were written", n)
		}
	})
}

// TestErasingStartsFromTheFilter and asks first, with the count.
func TestErasingStartsFromTheFilter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		filled(t, b, 10)
		b.OpenJournal()
		b.until("open", settled)
		b.EraseJournal() // the question wasn't asked
		b.AskErase()
		if p := b.until("refused", settled).Journal; p.Said.Key != "journal.problem.erase_all" || p.Erasing != nil {
			t.Errorf("without a filter: %+v, %+v", p.Said, p.Erasing)
		}
		b.KeepJournal()
		if p := b.until("back at the list", settled).Journal; !p.Said.IsZero() || p.SaidBad {
			t.Errorf("the list still says %+v", p.Said)
		}
		b.filterBy(JournalFilter{Person: "{" + strings.ToUpper(mette) + "}"})
		b.AskErase()
		synctest.Wait()
		if p := b.until("asked", settled).Journal; p.Erasing == nil || p.Erasing.Count != 5 || len(p.Records) != 5 {
			t.Fatalf("asked about %+v, %d records", p.Erasing, len(p.Records))
		}
		b.KeepJournal()
		b.EraseJournal() // the question was withdrawn
		synctest.Wait()
		if p := b.until("kept", settled).Journal; p.Erasing != nil || p.Total != 5 {
			t.Fatalf("kept: %+v, %d records", p.Erasing, p.Total)
		}
		b.AskErase()
		synctest.Wait()
		b.filterBy(JournalFilter{Case: "case 1"})
		b.EraseJournal() // the question was about another filter
		if p := b.until("kept", settled).Journal; p.Erasing != nil || p.Total != 3 {
			t.Fatalf("filtered again: %+v, %d records", p.Erasing, p.Total)
		}
		b.AskErase()
		synctest.Wait()
		if p := b.until("asked", settled).Journal; p.Erasing == nil || p.Erasing.Count != 3 {
			t.Fatalf("asked about %+v", p.Erasing)
		}
		b.verify(mette) // it begins after the question
		b.EraseJournal()
		synctest.Wait()
		p := b.until("erased", settled).Journal
		said, _ := p.Said.Args["Said"].(Text)
		kept, _ := p.Said.Args["Kept"].(Text) // the guard still goes by these requests
		if said.Key != "journal.erased" || said.Args["Count"] != 3 || kept.Key != "journal.erased_kept" || len(p.Records) != 0 || p.Erasing != nil {
			t.Errorf("erased: %+v, %d records", p.Said, len(p.Records))
		}
		if p := b.filterBy(JournalFilter{}); p.Total != 8 {
			t.Errorf("%d records are left", p.Total)
		}
	})
}

// TestARecordLooksLikeItsOutcome, as on the screen.
func TestARecordLooksLikeItsOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Decide}})
		filled(t, b, 2)
		b.begin(mette, Waiting)
		b.OpenJournal()
		p := b.until("open", settled).Journal
		for i, want := range []struct {
			tone   Tone
			symbol string
		}{{ToneWaiting, "clock"}, {ToneRefused, "hand"}, {ToneVerified, "check"}} {
			if r := p.Records[i]; r.Tone != want.tone || r.Symbol != want.symbol {
				t.Errorf("%q: %s, %s", r.Outcome, r.Tone, r.Symbol)
			}
		}
	})
}

func TestAnIdleDeskClosesTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		filled(t, b, 3)
		b.OpenJournal()
		b.until("open", settled)
		if v := b.pass(4 * time.Minute); v.Journal == nil {
			t.Error("the journal closed too early")
		}
		if v := b.pass(time.Minute); v.Journal != nil {
			t.Error("nobody is there, and the journal is open")
		}
	})
}

func TestSwitchingEnvironmentsClosesTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.OpenJournal()
		b.until("open", settled)
		b.SelectEnvironment(config.IDPP)
		if v := b.pass(time.Second); v.Journal != nil {
			t.Error("the journal of demo is open in another environment")
		}
	})
}

func TestEveryTroubleOfTheJournalCanBeSaid(t *testing.T) {
	for _, err := range []error{
		journal.ErrBusy, journal.ErrDamaged, journal.ErrNewer, journal.ErrKeyLost, journal.ErrHead, errors.New("?"),
	} {
		sayable(t, recordsProblem(err))
	}
	for _, problem := range constantsOf(t, "../../storage/journal", "Chain") {
		if problem := journal.ChainProblem(problem); slices.Contains([]journal.ChainProblem{journal.ChainChanged, journal.ChainMissing, journal.ChainCutOff, journal.ChainTime, journal.ChainRecord, journal.ChainMark, journal.ChainOtherEnd}, problem) {
			sayable(t, viewAudit(journal.Audit{Fault: &journal.ChainFault{Problem: problem, Position: 3}}, "").Finding)
		} else {
			t.Errorf("%s is a new problem of a chain: say it", problem)
		}
	}
	sayable(t, viewAudit(journal.Audit{Records: 1}, "").Finding, viewAudit(journal.Audit{Records: 2}, "1-2").Finding,
		viewAudit(journal.Audit{Illegible: journal.Illegible{Entries: 2, Position: 3, Login: "anna"}}, "").Finding,
		Say("journal.erased_but_open", "Count", 2, "Open", 1), Say("journal.not_exported"))
}

func TestTheOperatorsOwnTemplate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.SetTemplate("Kode {code}, sag {case}")
		v := b.pass(time.Second)
		code := v.Form.Code
		if v.Form.Text.Value != "Kode "+code || v.Settings.Template == "" || len(code) != 4 {
			t.Fatalf("without a case the text is %q, the code %q", v.Form.Text.Value, code)
		}
		b.SetCase("2026-1")
		if v = b.pass(time.Second); v.Form.Text.Value != "Kode "+code+", sag 2026-1" {
			t.Errorf("with a case the text is %q", v.Form.Text.Value)
		}
		saved := b.savedSettings()
		if len(saved) != 1 || saved[0].Templates[config.IDDemo] != "Kode {code}, sag {case}" {
			t.Errorf("saved: %+v", saved)
		}
		for template, problem := range map[string]string{
			"Godkend": "no_code", "{code} {name}": "bad_placeholder", "{code}\u202e": "bad_characters", "{code}" + strings.Repeat("x", 127): "too_long",
		} {
			b.SetTemplate(template)
			if v = b.pass(time.Second); v.Settings.TemplateProblem.Key != "template.problem."+problem || v.Settings.Template != "Kode {code}, sag {case}" {
				t.Errorf("%q: %+v, in use %q", template, v.Settings.TemplateProblem, v.Settings.Template)
			}
		}
		b.SetText("Something else")
		b.SetTemplate("")
		if v = b.pass(time.Second); v.Settings.Template != "" || v.Form.Text.Value != "Something else" || !v.Settings.TemplateProblem.IsZero() {
			t.Errorf("given up: %q, the text %q", v.Settings.Template, v.Form.Text.Value)
		}
		if len(saved[0].Templates) != 1 {
			t.Error("what is being saved was changed afterwards")
		}
		sayable(t, Say("template.problem.no_organisation"))
	})
}

func TestWithout(t *testing.T) {
	for template, want := range map[string]string{
		"Kode {code}, {case}": "Kode {code}", "Kode {code}, sag {case}, Nordby": "Kode {code}, Nordby", "Sag {case}: {code}": "Sag : {code}",
		"{code} {case}": "{code} ", "{code}": "{code}", "{code}, {case}, {case}": "{code}",
	} {
		if got := without(template, "{case}"); got != want {
			t.Errorf("%q: %q, want %q", template, got, want)
		}
	}
}

// TestTheTextSizeIsASetting: on a locked desk, too, and only what the window can draw.
func TestTheTextSizeIsASetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		if v := b.View(); v.Settings.TextSize != config.DefaultTextSize {
			t.Errorf("%d %% at first", v.Settings.TextSize)
		}
		for _, percent := range []int{0, 84, 201, 100} {
			b.SetTextSize(percent)
		}
		if saved := b.savedSettings(); len(saved) != 0 {
			t.Errorf("saved: %+v", saved)
		}
		b.SetTextSize(200)
		b.SetTextSize(85)
		if v := b.pass(time.Second); v.Settings.TextSize != 85 {
			t.Errorf("it is %d %%", v.Settings.TextSize)
		}
		if saved := b.savedSettings(); len(saved) == 0 || saved[len(saved)-1].TextSize != 85 {
			t.Errorf("saved: %+v", saved)
		}
	})
}

// TestTheSoundIsASetting, off at first.
func TestTheSoundIsASetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.SetSound(false)
		if saved := b.savedSettings(); b.View().Settings.Sound || len(saved) != 0 {
			t.Errorf("at first; saved: %+v", saved)
		}
		b.SetSound(true)
		v := b.pass(time.Second)
		if saved := b.savedSettings(); !v.Settings.Sound || len(saved) != 1 || !saved[0].Sound {
			t.Errorf("turned on it is %v; saved: %+v", v.Settings.Sound, saved)
		}
		b.SetSound(false)
		if v := b.pass(time.Second); v.Settings.Sound {
			t.Error("it stays on")
		}
	})
}

func TestTheIdleMinutesAreASetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		if v := b.View(); v.Settings.IdleMinutes != config.DefaultIdleMinutes {
			t.Errorf("%d minutes at first", v.Settings.IdleMinutes)
		}
		b.SetIdleMinutes(0)
		b.SetIdleMinutes(61)
		b.SetIdleMinutes(2)
		b.SetPerson(mette)
		if v := b.pass(time.Minute + 59*time.Second); v.Form.Person.Value != mette || v.Settings.IdleMinutes != 2 {
			t.Errorf("just before: %q, %d minutes", v.Form.Person.Value, v.Settings.IdleMinutes)
		}
		b.Touch()
		if v := b.pass(time.Minute + 59*time.Second); v.Form.Person.Value != mette {
			t.Error("it was cleared although somebody was there")
		}
		if v := b.pass(2 * time.Second); v.Form.Person.Value != "" {
			t.Error("nobody is there, and the person is still on the desk")
		}
		if saved := b.savedSettings(); len(saved) != 1 || saved[0].IdleMinutes != 2 {
			t.Errorf("saved: %+v", saved)
		}
	})
}
