package ui

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// fakeDesk shows a view and records the calls it gets.
type fakeDesk struct {
	mu        sync.Mutex
	view      desk.View
	calls     []string
	touches   int               // not among the calls, because every action causes them
	attention []desk.Attention  // … nor these, because the window causes them
	then      func(call string) // what the desk does about a call; nil for nothing
}

func (d *fakeDesk) View() desk.View {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.view
}

func (d *fakeDesk) set(v desk.View) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.view = v
}

func (d *fakeDesk) called() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.calls)
}

func (d *fakeDesk) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls = nil
}

func (d *fakeDesk) note(format string, args ...any) {
	call := fmt.Sprintf(format, args...)
	d.mu.Lock()
	d.calls = append(d.calls, call)
	then := d.then
	d.mu.Unlock()
	if then != nil {
		then(call)
	}
}

func (d *fakeDesk) SetCaller(c desk.Caller)   { d.note("SetCaller %s", c) }
func (d *fakeDesk) AcknowledgeCall(on bool)   { d.note("AcknowledgeCall %v", on) }
func (d *fakeDesk) SetHintToken(string)       { d.note("SetHintToken") }
func (d *fakeDesk) SetPerson(s string)        { d.note("SetPerson %s", s) }
func (d *fakeDesk) PastePerson(p desk.Pasted) { d.note("PastePerson %s", p.Text) }
func (d *fakeDesk) LeavePerson()              {}
func (d *fakeDesk) NotePasted(n string, p desk.Pasted) {
	d.note("NotePasted %s %t %t", n, p.Cut, p.Cleaned)
}
func (d *fakeDesk) SetText(s string)               { d.note("SetText %s", s) }
func (d *fakeDesk) NewCode()                       { d.note("NewCode") }
func (d *fakeDesk) SetIP(s string)                 { d.note("SetIP %s", s) }
func (d *fakeDesk) SetAction(s string)             { d.note("SetAction %s", s) }
func (d *fakeDesk) SetCase(s string)               { d.note("SetCase %s", s) }
func (d *fakeDesk) SetAppOS(s string)              { d.note("SetAppOS %s", s) }
func (d *fakeDesk) SetReturnURL(s string)          { d.note("SetReturnURL %s", s) }
func (d *fakeDesk) SetEncoding(s string)           { d.note("SetEncoding %s", s) }
func (d *fakeDesk) Start()                         { d.note("Start") }
func (d *fakeDesk) Cancel()                        { d.note("Cancel") }
func (d *fakeDesk) Done()                          { d.note("Done") }
func (d *fakeDesk) SelectEnvironment(id string)    { d.note("SelectEnvironment %s", id) }
func (d *fakeDesk) AskSetup()                      { d.note("AskSetup") }
func (d *fakeDesk) SubmitSetup(in desk.SetupInput) { d.note("SubmitSetup %+v", in) }
func (d *fakeDesk) DismissSetup()                  { d.note("DismissSetup") }
func (d *fakeDesk) InspectKey(typed string)        { d.note("InspectKey of %d bytes", len(typed)) }
func (d *fakeDesk) ReadKey(from io.ReadCloser, name string) {
	_ = from.Close()
	d.note("ReadKey %s", name)
}
func (d *fakeDesk) ForgetSecret()            { d.note("ForgetSecret") }
func (d *fakeDesk) SelectPlatform(s string)  { d.note("SelectPlatform %s", s) }
func (d *fakeDesk) SelectStyle(s string)     { d.note("SelectStyle %s", s) }
func (d *fakeDesk) SetLanguage(s string)     { d.note("SetLanguage %s", s) }
func (d *fakeDesk) SetTheme(s string)        { d.note("SetTheme %s", s) }
func (d *fakeDesk) SetSound(on bool)         { d.note("SetSound %v", on) }
func (d *fakeDesk) SetHideNetwork(hide bool) { d.note("SetHideNetwork %v", hide) }
func (d *fakeDesk) Approve()                 { d.note("Approve") }
func (d *fakeDesk) Refuse()                  { d.note("Refuse") }
func (d *fakeDesk) SetScenario(s string)     { d.note("SetScenario %s", s) }
func (d *fakeDesk) TakeOver(id int)          { d.note("TakeOver %d", id) }
func (d *fakeDesk) DismissOffer(id int)      { d.note("DismissOffer %d", id) }
func (d *fakeDesk) DismissNotice(id int)     { d.note("DismissNotice %d", id) }

func (d *fakeDesk) Attend(a desk.Attention) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.attention = append(d.attention, a)
}

func (d *fakeDesk) Touch() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.touches++
}
func (d *fakeDesk) StartAnyway()                       { d.note("StartAnyway") }
func (d *fakeDesk) StartOver()                         { d.note("StartOver") }
func (d *fakeDesk) Report()                            { d.note("Report") }
func (d *fakeDesk) TakeBackReport()                    { d.note("TakeBackReport") }
func (d *fakeDesk) LiftFence(id string)                { d.note("LiftFence %s", id) }
func (d *fakeDesk) DismissGuard()                      { d.note("DismissGuard") }
func (d *fakeDesk) GiveNumber(typed string)            { d.note("GiveNumber %s", typed) }
func (d *fakeDesk) SetCPR(on bool)                     { d.note("SetCPR %v", on) }
func (d *fakeDesk) Resume(id string)                   { d.note("Resume %s", id) }
func (d *fakeDesk) CancelUnfinished(id string)         { d.note("CancelUnfinished %s", id) }
func (d *fakeDesk) EndUnfinished(id string)            { d.note("EndUnfinished %s", id) }
func (d *fakeDesk) CheckAgain()                        { d.note("CheckAgain") }
func (d *fakeDesk) AskControlCode()                    { d.note("AskControlCode") }
func (d *fakeDesk) MoveJournalAside()                  { d.note("MoveJournalAside") }
func (d *fakeDesk) KeepInMemory()                      { d.note("KeepInMemory") }
func (d *fakeDesk) RetryJournal()                      { d.note("RetryJournal") }
func (d *fakeDesk) Leave()                             { d.note("Leave") }
func (d *fakeDesk) OpenJournal()                       { d.note("OpenJournal") }
func (d *fakeDesk) CloseJournal()                      { d.note("CloseJournal") }
func (d *fakeDesk) FilterJournal(f desk.JournalFilter) { d.note("FilterJournal %+v", f) }
func (d *fakeDesk) MoreJournal()                       { d.note("MoreJournal") }
func (d *fakeDesk) VerifyJournal(noted string)         { d.note("VerifyJournal %s", noted) }
func (d *fakeDesk) ExportJournal(f string, to io.WriteCloser) {
	d.note("ExportJournal %s", f)
	_ = to.Close()
}
func (d *fakeDesk) AskErase()             { d.note("AskErase") }
func (d *fakeDesk) KeepJournal()          { d.note("KeepJournal") }
func (d *fakeDesk) EraseJournal()         { d.note("EraseJournal") }
func (d *fakeDesk) Reveal(seq, value int) { d.note("Reveal %d %d", seq, value) }
func (d *fakeDesk) Conceal()              { d.note("Conceal") }
func (d *fakeDesk) OpenDecoder()          { d.note("OpenDecoder") }
func (d *fakeDesk) Diagnose()             { d.note("Diagnose") }
func (d *fakeDesk) CloseDiagnosis()       { d.note("CloseDiagnosis") }
func (d *fakeDesk) CloseDecoder()         { d.note("CloseDecoder") }
func (d *fakeDesk) Decode(text string)    { d.note("Decode %s", text) }
func (d *fakeDesk) DecodeExample()        { d.note("DecodeExample") }
func (d *fakeDesk) CheckDecoded()         { d.note("CheckDecoded") }
func (d *fakeDesk) SetRetention(n int)    { d.note("SetRetention %d", n) }
func (d *fakeDesk) ConfirmRetention()     { d.note("ConfirmRetention") }
func (d *fakeDesk) KeepRetention()        { d.note("KeepRetention") }
func (d *fakeDesk) SetTextSize(n int)     { d.note("SetTextSize %d", n) }
func (d *fakeDesk) SetIdleMinutes(n int)  { d.note("SetIdleMinutes %d", n) }
func (d *fakeDesk) SetTemplate(s string)  { d.note("SetTemplate %s", s) }

func (d *fakeDesk) OpenEditor()                     { d.note("OpenEditor") }
func (d *fakeDesk) CloseEditor()                    { d.note("CloseEditor") }
func (d *fakeDesk) NewEnvironment()                 { d.note("NewEnvironment") }
func (d *fakeDesk) EditEnvironment(id string)       { d.note("EditEnvironment %s", id) }
func (d *fakeDesk) DuplicateEnvironment(id string)  { d.note("DuplicateEnvironment %s", id) }
func (d *fakeDesk) SetEnvironmentField(k, s string) { d.note("SetEnvironmentField %s %s", k, s) }
func (d *fakeDesk) SaveEnvironment()                { d.note("SaveEnvironment") }
func (d *fakeDesk) SaveAndUseEnvironment()          { d.note("SaveAndUseEnvironment") }
func (d *fakeDesk) LeaveEnvironment(giveUp bool)    { d.note("LeaveEnvironment %v", giveUp) }
func (d *fakeDesk) StayAtEnvironment()              { d.note("StayAtEnvironment") }
func (d *fakeDesk) LookUpProvider()                 { d.note("LookUpProvider") }
func (d *fakeDesk) TryConnection()                  { d.note("TryConnection") }
func (d *fakeDesk) StopTrying()                     { d.note("StopTrying") }
func (d *fakeDesk) AskDelete(id string)             { d.note("AskDelete %s", id) }
func (d *fakeDesk) KeepEnvironment()                { d.note("KeepEnvironment") }
func (d *fakeDesk) DeleteEnvironment(forget bool)   { d.note("DeleteEnvironment %v", forget) }
func (d *fakeDesk) PickImport(id string, take bool) { d.note("PickImport %s %v", id, take) }
func (d *fakeDesk) TakeImport()                     { d.note("TakeImport") }
func (d *fakeDesk) DropImport()                     { d.note("DropImport") }
func (d *fakeDesk) ReadImport(from io.ReadCloser, name string) {
	d.note("ReadImport %s", name)
	_ = from.Close()
}
func (d *fakeDesk) ExportEnvironments(ids []string, to io.WriteCloser) {
	d.note("ExportEnvironments %v", ids)
	_ = to.Close()
}

// shape is how a window is shown.
type shape struct {
	language assets.Language
	theme    string
	size     fyne.Size
	scale    float32
}

func (s shape) String() string {
	return fmt.Sprintf("%s-%s-%.0fx%.0f@%g", s.language, s.theme, s.size.Width, s.size.Height, s.scale)
}

func plainShape() shape {
	return shape{language: assets.English, theme: "light", size: fyne.NewSize(1280, 800), scale: 1}
}

// open shows a view in a window of a shape. The fake desk answers with views that keep language and
// theme. Timers of the window never fire, however long a test takes on a busy machine, and an
// outcome can be Done at once. A test in which time passes uses a queue, see queueOf.
func open(t *testing.T, view desk.View, as shape) (*Window, *fakeDesk) {
	t.Helper()
	app := newApp(t)
	view.Settings.Language, view.Settings.Theme = string(as.language), as.theme
	d := &fakeDesk{view: view}
	w, err := New(Options{App: app, Desk: d, SystemLanguage: as.language, Build: sampleBuild(), Files: sampleFiles(), Logs: sampleLogs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !w.gone.Swap(true) {
			w.window.Close()
		}
	})
	w.later = func(time.Duration, func()) *time.Timer { return time.NewTimer(time.Hour) }
	w.outcomeRest = 0
	w.beyond.canPlay = func() bool { return true } // whatever this machine has
	w.beyond.play = func(context.Context, []byte) error { return nil }
	w.window.Canvas().(software.WindowlessCanvas).SetScale(as.scale)
	w.Show()
	w.window.Resize(as.size)
	return w, d
}

// show draws a sample in a new window.
func (s sample) show(t *testing.T, as shape) *Window {
	t.Helper()
	w, d := open(t, emptyView(), as)
	s.showIn(w, d)
	return w
}

// showIn draws a sample in a window that may have shown others.
func (s sample) showIn(w *Window, d *fakeDesk) {
	draw := func(view desk.View) {
		shown := w.drawn.Settings
		view.Settings.Language, view.Settings.Theme, view.Settings.TextSize = shown.Language, shown.Theme, shown.TextSize
		d.set(view)
		w.Changed()
	}
	shutMenus(w)
	shut(&w.screen.settings)
	if w.question != nil {
		w.question.Dismiss()
	}
	if w.listed != nil {
		w.listed.Dismiss()
	}
	if w.about != nil {
		w.about.Dismiss()
	}
	w.app.Clipboard().SetContent("")
	w.screen.form.paste.look()
	w.screen.form.further.fold.SetOpen(false)
	w.screen.form.exact.fold.SetOpen(false)
	w.course = s.way
	w.screen.tabs.panel(tabCourse).(*course).way.SetSelected(w.courseWay())
	if w.report != nil {
		w.report.Dismiss()
	}
	w.logs.Crashes = nil
	if strings.HasPrefix(s.open, "crash") {
		w.logs.Crashes = sampleCrashes()
	}
	w.place.now.Split = s.share
	draw(emptyView())
	w.screen.tabs.turnTo(tabResult)
	draw(s.view)
	switch s.open {
	case "settings":
		w.screen.openSettings()
	case "settings-silent":
		w.screen.openSettings()
		w.screen.settings.sound.silent = true
		w.screen.settings.draw(&w.drawn)
	case "receipt":
		w.openReceipt()
	case "quit":
		w.askToClose()
	case "keys":
		w.openKeys()
	case "about":
		w.openAbout()
	case "crash-report":
		w.openReport()
	case "paste":
		w.app.Clipboard().SetContent(samplePerson)
		w.screen.form.paste.look()
	case journalRecord, journalVerify, journalExport, journalErase:
		w.screen.journal.pick = w.screen.journal.page.Records[0].ID
		w.screen.journal.turnTo(s.open)
	case editorLookUp, editorTrial, editorExport:
		w.screen.editor.ask(s.open)
	case editorUnfolded:
		w.screen.editor.form.unfold()
	case "recent-texts":
		w.screen.form.texts.offer()
	case "recent-cases":
		w.screen.form.further.fold.Tapped(nil)
		w.screen.form.further.cases.offer()
	case "further":
		w.screen.form.further.fold.Tapped(nil)
	case "exact":
		w.screen.form.exact.fold.Tapped(nil)
	}
	if s.tab != "" && slices.Contains(w.screen.tabs.offered, s.tab) {
		w.screen.tabs.turnTo(s.tab)
	}
	n := w.screen.tabs.panel(tabNetwork).(*network)
	n.pick = 0
	if s.open == "exchange" || s.open == "hint" {
		n.open(2)
		n.revealed = nil // so that it is scrolled into view as if just asked for
		n.draw(&w.drawn)
	}
	if s.open == "hint" {
		n.whole.ScrollTo(slices.IndexFunc(n.whole.Rows(), func(row kit.Row) bool { return strings.HasPrefix(row.Text, `  "ip"`) }) + 1)
	}
	if s.open == "scenarios" {
		pickOf(w).Tapped(nil)
	}
	s.openToken(w)
	s.openMenu(w)
}

// pickOf returns the visible scenario picker, with the phone next to the tabs or in one of them.
func pickOf(w *Window) *kit.Select {
	if slices.Contains(w.screen.tabs.offered, tabPhone) {
		w.screen.tabs.turnTo(tabPhone)
		return w.screen.tabs.panel(tabPhone).(*phone).scenario.pick
	}
	return w.screen.phone.scenario.pick
}

// shutMenus closes the menu or the list of scenarios that is open, also one without the focus.
func shutMenus(w *Window) {
	top := w.window.Canvas().Overlays().Top()
	if top == nil {
		return
	}
	walk(top, func(o fyne.CanvasObject) {
		if kind := fmt.Sprintf("%T", o); strings.Contains(kind, "groupList") || kind == "*kit.menu" {
			escape := &fyne.KeyEvent{Name: fyne.KeyEscape}
			if k, ok := o.(desktop.Keyable); ok {
				k.KeyDown(escape) // a new press
			}
			o.(fyne.Focusable).TypedKey(escape)
		}
	})
}

// openMenu opens one of the menus.
func (s sample) openMenu(w *Window) {
	switch s.open {
	case "menu":
		w.screen.bar.more.Tapped(nil)
	case "menu-environments":
		w.screen.bar.environment.Tapped(nil)
	case "menu-languages":
		w.screen.bar.language.Tapped(nil)
	case "menu-people":
		w.screen.form.people.Tapped(nil)
	case "menu-field":
		w.screen.form.text.entry.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(80, 20)})
	case "setup-key":
		w.screen.setup.key.entry.Set("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\nOF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH50VpuZ1P087G\n-----END PRIVATE KEY-----")
	case "settings-minutes":
		w.screen.openSettings()
		w.screen.settings.idle.Tapped(nil)
	case "settings-cpr-question":
		w.screen.openSettings()
		w.screen.settings.cpr.change.Tapped(nil)
	case "journal-days":
		f := w.screen.journal.filter
		f.span.SetSelected(spanDays)
		f.between.Show()
		f.days.until.entry.Set("31.2.2026")
		f.person.Set("080436-0468")
		f.apply()
		w.screen.journal.lay()
	case "journal-outcomes":
		w.screen.journal.filter.outcome.Tapped(nil)
	case "environments-kinds":
		w.screen.editor.form.inputs["kind"].pick.Tapped(nil)
	}
}

// openToken opens a token as a user does.
func (s sample) openToken(w *Window) {
	paste := func(text string) {
		w.app.Clipboard().SetContent(text)
		w.screen.decoder.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	}
	switch s.open {
	case "token":
		paste("Bearer " + strings.Repeat("eyJhbGciOiJSUzI1NiIsImtpZCI6IjA0ODA1OEJCNTlGN", 20))
	case "token-refused":
		paste(strings.Repeat("eyJhbGci", 1<<16))
	case "token-picked":
		w.screen.decoder.token.pick(slices.Index(w.screen.decoder.token.of, "payload some_new_claim_that_nobody_has_described_so_far"))
		w.screen.decoder.token.pick(slices.Index(w.screen.decoder.token.of, "payload exp"))
		w.screen.decoder.token.rows.ScrollTo(slices.Index(w.screen.decoder.token.of, "payload exp") + 5)
	case "token-end":
		w.screen.decoder.token.rows.ScrollToBottom()
	case "claim", "claim-end":
		token := w.screen.tabs.panel(tabClaims).(*claims).token
		token.pick(slices.Index(token.of, "payload exp"))
		token.rows.ScrollTo(slices.Index(token.of, "payload exp") + 4)
		if s.open == "claim-end" {
			token.rows.ScrollToBottom()
		}
	}
}

// picture saves a window as a PNG.
func picture(t *testing.T, w *Window, folder, name string) {
	t.Helper()
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, w.window.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
