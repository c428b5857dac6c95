package ui

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/receipt"
)

// pressIn taps the button with a label, in the window or in a dialog above it.
func pressIn(t *testing.T, w *Window, label string) {
	t.Helper()
	var found *kit.Button
	look := func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			found = b
		}
	}
	walk(w.window.Content(), look)
	for _, overlay := range w.window.Canvas().Overlays().List() {
		walk(overlay, look)
	}
	if found == nil {
		t.Fatalf("there is no button %q", label)
	}
	found.Tapped(nil)
}

func TestWhatIsUnfinishedIsOffered(t *testing.T) {
	for _, c := range []struct {
		unfinished  desk.Unfinished
		press, call string
	}{
		{unfinished: unfinishedSamples()[0], press: "Continue", call: "Resume 1"},
		{unfinished: unfinishedSamples()[0], press: "Cancel the request", call: "CancelUnfinished 1"},
		{unfinished: unfinishedSamples()[1], press: "Show the answer", call: "Resume 2"},
		{unfinished: unfinishedSamples()[2], press: "File as unknown", call: "Resume 3"},
	} {
		view := emptyView()
		view.Unfinished = []desk.Unfinished{c.unfinished}
		w, d := open(t, view, plainShape())
		if all := shown(w); !strings.Contains(all, sampleText) || !strings.Contains(all, "10:40:12") {
			t.Errorf("%s: what it was isn't shown: %s", c.call, all)
		}
		pressIn(t, w, c.press)
		if calls := d.called(); !slices.Equal(calls, []string{c.call}) {
			t.Errorf("%s called %v", c.press, calls)
		}
		d.forget()
		become(w, d, waitingView(), func(v *desk.View) { v.Unfinished = view.Unfinished })
		if all := shown(w); strings.Contains(all, c.press) || w.screen.notices.root.Visible() {
			t.Errorf("next to another request, where nothing can be done about it, it takes room: %s", all)
		}
		become(w, d, emptyView(), func(v *desk.View) { v.Unfinished = view.Unfinished })
		if all := shown(w); !strings.Contains(all, c.press) {
			t.Errorf("after the other request it isn't offered again: %s", all)
		}
	}
}

// TestAnUnfinishedRequestOfAChangedEnvironment says where it was sent and what changed, and has two
// ways to end it at most.
func TestAnUnfinishedRequestOfAChangedEnvironment(t *testing.T) {
	for i, c := range []struct {
		says    []string
		buttons []string
		calls   []string
	}{
		{
			says:    []string{"It was sent to broker.nordby.example.", "Issuer, Client ID, Pinned keys"},
			buttons: []string{"Cancel it at broker.nordby.example", "End it here"},
			calls:   []string{"CancelUnfinished 1", "EndUnfinished 1"},
		},
		{
			says:    []string{"It was sent to broker.nordby.example.", "is gone"},
			buttons: []string{"Cancel it at cancel.nordby.example", "End it here"},
			calls:   []string{"CancelUnfinished 1", "EndUnfinished 1"},
		},
		{says: []string{"without recording where"}, buttons: []string{"End it here"}, calls: []string{"EndUnfinished 1"}},
		{
			says:    []string{"An answer came", "It was sent to broker.nordby.example.", "Algorithms of the ID token"},
			buttons: []string{"End it here"}, calls: []string{"EndUnfinished 2"},
		},
	} {
		view := emptyView()
		view.Unfinished = elsewhereSamples()[i : i+1]
		w, d := open(t, view, plainShape())
		all := shown(w)
		for _, part := range c.says {
			if !strings.Contains(all, part) {
				t.Errorf("%d: it doesn't say %q: %s", i, part, all)
			}
		}
		for _, other := range []string{"Continue", "Cancel the request", "Show the answer", "File as unknown"} {
			if strings.Contains(all, other) {
				t.Errorf("%d: it offers %q", i, other)
			}
		}
		for _, label := range c.buttons {
			pressIn(t, w, label)
		}
		if calls := d.called(); !slices.Equal(calls, c.calls) {
			t.Errorf("%d: called %v, want %v", i, calls, c.calls)
		}
	}
}

func TestTheGuard(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	why := guardSample("open", desk.Say("guard.open", "Until", desk.Until(at(10, 46, 7))))
	guarded := func(v *desk.View) { v.Guard = why }
	become(w, d, filledView(), guarded)
	if all := shown(w); !strings.Contains(all, "10:46:07") || strings.Contains(all, "Send anyway") {
		t.Errorf("the guard of an open request says %s", all)
	}
	keyboardOf(w).key(fyne.KeyEscape, 2)
	become(w, d, filledView(), guarded) // a view from before the desk knew
	if calls := d.called(); !slices.Equal(calls, []string{"DismissGuard"}) || w.screen.guard != nil {
		t.Errorf("Esc called %v; the dialog is open: %v", calls, w.screen.guard != nil)
	}
	become(w, d, filledView())

	why = guardSample("asked_lately", desk.Say("guard.asked_once"))
	become(w, d, filledView(), guarded)
	d.forget()
	keyboardOf(w).ctrlEnter(3) // the focus is on not sending
	if calls := d.called(); slices.Contains(calls, "StartAnyway") || slices.Contains(calls, "Start") {
		t.Errorf("Ctrl+Enter over the guard called %v", calls)
	}
	become(w, d, filledView())
	why = guardSample("asked_lately", desk.Say("guard.asked_once"))
	become(w, d, filledView(), guarded)
	d.forget()
	pressIn(t, w, "Send anyway")
	become(w, d, startingView())
	if calls := d.called(); !slices.Equal(calls, []string{"StartAnyway"}) || w.screen.guard != nil {
		t.Errorf("sending anyway called %v", calls)
	}
}

func TestClosingCanLeaveARequest(t *testing.T) {
	w, d := open(t, leavable(), plainShape())
	w.askToClose()
	pressIn(t, w, "Leave it and close")
	if !w.gone.Load() || len(d.called()) > 0 {
		t.Errorf("the window is gone: %v, called %v", w.gone.Load(), d.called())
	}
	w, _ = open(t, waitingView(), plainShape())
	w.askToClose()
	if strings.Contains(shown(w), "Leave it") {
		t.Error("what can't be gone on with is offered to be left")
	}
}

func TestWhatWasCopiedLeavesTheClipboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, _ := open(t, verifiedView(), plainShape())
		queue, clipboard := queueOf(w), w.app.Clipboard()
		wait := func(d time.Duration) {
			time.AfterFunc(d, queue.end)
			queue.run()
		}
		w.screen.status.note.Tapped(nil)
		note := clipboard.Content()
		if !strings.Contains(note, sampleText) || strings.Contains(note, samplePerson) {
			t.Errorf("the note is %q", note)
		}
		wait(keptCopied - time.Second)
		if clipboard.Content() != note {
			t.Error("the note went too early")
		}
		w.screen.status.note.Tapped(nil) // once more: a new minute
		wait(keptCopied - time.Second)
		if clipboard.Content() != note {
			t.Error("the note went a minute after the first copy, not after the last")
		}
		wait(2 * time.Second)
		if clipboard.Content() != "" {
			t.Errorf("after a minute the clipboard holds %q", clipboard.Content())
		}

		w.screen.status.note.Tapped(nil)
		clipboard.SetContent("somebody else's")
		wait(keptCopied + time.Second)
		if clipboard.Content() != "somebody else's" {
			t.Error("what somebody else copied was taken away")
		}

		entry := w.screen.form.person.entry
		w.focus(entry)
		entry.TypedShortcut(&fyne.ShortcutSelectAll{})
		entry.TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
		if clipboard.Content() != samplePerson {
			t.Fatalf("copied %q", clipboard.Content())
		}
		wait(keptCopied + time.Second)
		if clipboard.Content() != "" {
			t.Error("a UUID that was copied stays on the clipboard")
		}
		w.screen.status.note.Tapped(nil)
		w.askToClose()
		if clipboard.Content() != "" {
			t.Error("the window closed and left the note on the clipboard")
		}
		wait(keptCopied + time.Second) // every timer comes to its end in the bubble
	})
}

func TestTheJournalOpensAndCloses(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	pressIn(t, w, "Journal")
	page := journalPage()
	open := func(v *desk.View) { v.Journal = page }
	become(w, d, filledView(), open)
	j := w.screen.journal
	if j == nil || len(j.rows.Rows()) != 40 {
		t.Fatal("the journal doesn't open")
	}
	green, _ := kit.ToneColor(kit.ToneVerified)
	want := [...]kit.Cell{
		{Text: "9 Mar 2026, 16:59:30", Color: kit.ColorSoft}, {Text: "TEST · Verified", Symbol: "check", Color: green}, {Text: "2026-118842"},
		{Text: sampleText}, {Text: "MitID pre-production", Color: kit.ColorSoft},
	}
	if line := j.rows.Rows()[0]; line.Cells != want {
		t.Errorf("the first line is %+v", line)
	}
	if all := strings.Join(strings.Fields(readable(w)), " "); !strings.Contains(all, "Started Outcome Case Text in MitID Environment") {
		t.Errorf("the heads aren't in\n%s", all)
	}
	j.rows.ScrollToBottom()
	if !slices.Contains(d.called(), "MoreJournal") {
		t.Error("at its end no more records are asked for")
	}
	j.rows.Select(0)
	if all := shown(w); !strings.Contains(all, "9581bab6-9f8a-4526-9ddc-dfd3981263b9") || !strings.Contains(all, "TEST · Verified") || !strings.Contains(all, "anna") {
		t.Errorf("the record isn't shown whole: %s", all)
	}
	pressIn(t, w, "Back")
	d.forget()
	keyboardOf(w).ctrlEnter(1)
	keyboardOf(w).key(fyne.KeyEscape, 2)
	if calls := d.called(); !slices.Equal(calls, []string{"CloseJournal"}) {
		t.Errorf("Ctrl+Enter and Esc over the journal called %v", calls)
	}
	next := *page
	// a view from before the desk knew
	become(w, d, filledView(), func(v *desk.View) { v.Journal = &next })
	if w.screen.journal != nil {
		t.Error("the journal opens again by itself")
	}
	pressIn(t, w, "Journal")
	become(w, d, waitingView(), open)
	if w.screen.journal == nil {
		t.Fatal("the journal doesn't open again")
	}
	become(w, d, verifiedView(), open)
	if w.screen.journal != nil {
		t.Error("an outcome comes and the journal lies over it")
	}
}

// TestTheJournalFollowsWhatHappens: the open record stays open when others are added above it, and
// shows its outcome.
func TestTheJournalFollowsWhatHappens(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	pressIn(t, w, "Journal")
	page := journalPage()
	become(w, d, filledView(), func(v *desk.View) { v.Journal = page })
	j := w.screen.journal
	j.rows.Select(3) // an open one
	if all := shown(w); !strings.Contains(all, "TEST · Not ended") {
		t.Fatalf("the record isn't shown: %s", all)
	}
	follow := func(change func(next *desk.JournalPage)) {
		next := *j.page
		next.Records = slices.Clone(next.Records)
		change(&next)
		become(w, d, filledView(), func(v *desk.View) { v.Journal = &next })
	}
	begun := page.Records[0]
	begun.ID, begun.Text = "new", "Kode 0000"
	back := w.window.Canvas().Focused()
	follow(func(next *desk.JournalPage) { next.Records = slices.Insert(next.Records, 0, begun); next.Total++ })
	if all := shown(w); j.place != journalRecord || !strings.Contains(all, "TEST · Not ended") || w.window.Canvas().Focused() != back {
		t.Errorf("another one came: %s", all)
	}
	follow(func(next *desk.JournalPage) {
		next.Records[4].Outcome, next.Records[4].Ended = "refused", next.Records[4].Started.Add(time.Minute)
	})
	if all := shown(w); !strings.Contains(all, "TEST · Refused") || strings.Contains(all, "TEST · Not ended") {
		t.Errorf("it ended: %s", all)
	}
	follow(func(next *desk.JournalPage) { next.Records = slices.Delete(next.Records, 4, 5) })
	if j.place != journalList || len(j.rows.Rows()) != 40 {
		t.Errorf("it was erased, and %s is open", j.place)
	}
}

func TestTheJournalIsFiltered(t *testing.T) {
	view := filledView()
	w, d := open(t, view, plainShape())
	become(w, d, view, func(v *desk.View) { v.Journal = journalPage() })
	f := w.screen.journal.filter
	last := func() string {
		calls := d.called()
		if len(calls) == 0 {
			return ""
		}
		return calls[len(calls)-1]
	}
	test.Type(f.caseNumber, "2026-1")
	if got := last(); !strings.Contains(got, "Case:2026-1 ") {
		t.Errorf("typing a case called %q", got)
	}
	f.person.Set("080436-0468")
	f.apply()
	if got := last(); !strings.Contains(got, "Person:080436-0468") {
		t.Errorf("a person called %q", got)
	}
	f.person.TypedShortcut(&fyne.ShortcutSelectAll{})
	f.person.TypedShortcut(&fyne.ShortcutCopy{Clipboard: w.app.Clipboard()})
	if copied := w.app.Clipboard().Content(); copied != "080436-••••" {
		t.Errorf("a person is copied as %q", copied)
	}
	f.outcome.SetSelected("refused")
	f.span.SetSelected(spanWeek)
	f.apply()
	if got := last(); !strings.Contains(got, "Outcome:refused") || !strings.Contains(got, "From:2026-03-03 00:00:00") {
		t.Errorf("a week of refusals called %q", got)
	}
	f.span.SetSelected(spanDays)
	f.between.Show() // as picking it does
	if all := shown(w); !strings.Contains(all, "From (yyyy-mm-dd)") || !strings.Contains(all, "Until, inclusive (yyyy-mm-dd)") {
		t.Errorf("the form of the days isn't in\n%s", all)
	}
	f.days.from.entry.Set("1.3.2026")
	f.days.until.entry.Set("2026-03-05")
	f.apply()
	if got := last(); !strings.Contains(got, "From:2026-03-01 00:00:00") || !strings.Contains(got, "Until:2026-03-06 00:00:00") {
		t.Errorf("between two days called %q", got)
	}
	d.forget()
	f.days.until.entry.Set("31.2.2026")
	f.apply()
	if calls := d.called(); len(calls) > 0 || f.days.until.below.way != problem {
		t.Errorf("a day that isn't there called %v", calls)
	}
}

// TestErasingFromTheJournal starts from the filter, and shows the count first.
func TestErasingFromTheJournal(t *testing.T) {
	w, d := open(t, filledView(), plainShape())
	put := func(change func(page *desk.JournalPage)) {
		page := journalPage()
		page.Filter = desk.JournalFilter{
			From: at(0, 0, 0), Until: at(0, 0, 0).AddDate(0, 0, 1), Outcome: "refused", Environment: "pp", Case: "2026-118842", OfPerson: true,
		}
		change(page)
		become(w, d, filledView(), func(v *desk.View) { v.Journal = page })
	}
	put(func(*desk.JournalPage) {})
	j := w.screen.journal
	test.Type(j.filter.person, samplePerson)
	d.forget()
	pressIn(t, w, "Erase")
	if calls := d.called(); !slices.Contains(calls, "AskErase") {
		t.Fatalf("the page called %v", calls)
	}
	put(func(page *desk.JournalPage) { page.Erasing = &desk.JournalErasing{Count: 3} })
	all := strings.Join(strings.Fields(shown(w)), " ")
	for _, text := range []string{
		"From 9 March 2026", "Until, inclusive 9 March 2026", "Outcome Refused", "Environment MitID pre-production", "2026-118842",
		"MitID UUID or CPR …9320", "3 records will be erased for good.",
	} {
		if !strings.Contains(all, text) {
			t.Errorf("%q isn't in\n%s", text, all)
		}
	}
	d.forget()
	pressIn(t, w, "Erase for good")
	put(func(*desk.JournalPage) {})
	keyboardOf(w).key(fyne.KeyEscape, 0)
	calls := slices.DeleteFunc(d.called(), func(call string) bool { return call == "MoreJournal" }) // the list isn't whole
	if !slices.Equal(calls, []string{"EraseJournal", "KeepJournal"}) || j.place != journalList {
		t.Errorf("erasing called %v, and %s is open", calls, j.place)
	}
}

// TestEscLeavesAPageOfTheJournalFirst, and then the journal.
func TestEscLeavesAPageOfTheJournalFirst(t *testing.T) {
	for _, place := range []string{journalRecord, journalVerify, journalExport, journalErase} {
		w, d := open(t, filledView(), plainShape())
		become(w, d, filledView(), func(v *desk.View) { v.Journal = journalPage() })
		j := w.screen.journal
		j.pick = j.page.Records[0].ID
		j.turnTo(place)
		keyboardOf(w).key(fyne.KeyEscape, 0)
		if w.screen.journal == nil || j.place != journalList {
			t.Fatalf("from %s Esc left the journal", place)
		}
		keyboardOf(w).key(fyne.KeyEscape, 0)
		if w.screen.journal != nil {
			t.Errorf("from the list, after %s, Esc didn't leave the journal", place)
		}
	}
}

func TestAUUIDOnTheClipboardIsOffered(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	clipboard, paste := w.app.Clipboard(), w.screen.form.paste
	for text, offered := range map[string]bool{samplePerson: true, " {" + strings.ToUpper(samplePerson) + "}\n": true, "Mette": false, "": false} {
		clipboard.SetContent(text)
		w.window.Canvas().Unfocus()
		w.screen.form.focusPerson()
		if paste.root.Visible() != offered || w.screen.form.person.entry.Text != "" {
			t.Errorf("%q: offered %v, the field holds %q", text, paste.root.Visible(), w.screen.form.person.entry.Text)
		}
	}
	clipboard.SetContent(samplePerson)
	paste.look()
	if label := paste.button.Label(); label != "Paste 8a98…9320" {
		t.Errorf("the button says %q", label)
	}
	paste.button.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"PastePerson " + samplePerson}) {
		t.Errorf("the button called %v", calls)
	}
	become(w, d, filledView())
	if paste.root.Visible() {
		t.Error("what is in the field already is offered")
	}
	become(w, d, emptyView())
	paste.look()
	if paste.root.Visible() {
		t.Error("the last person is offered to the next request")
	}
	clipboard.SetContent("0d3a7c52-91be-4a0c-8f4e-6b1f0c2d9e11")
	paste.look()
	if !paste.root.Visible() {
		t.Error("the next person isn't offered")
	}
	become(w, d, waitingView(), func(v *desk.View) { v.Form.Person.Value = "" })
	paste.look()
	if paste.root.Visible() {
		t.Error("something is offered to a locked form")
	}
}

// TestRecentTextsAreOffered on request, by keyboard or mouse, and never filled in automatically.
func TestRecentTextsAreOffered(t *testing.T) {
	offered := func(v *desk.View) {
		v.Recent = desk.Recent{Texts: []string{"Kode 4821, one", "Kode 4821, two"}, Cases: []string{"2026-1"}}
	}
	w, d := open(t, filledView(), plainShape())
	form, keys, overlays := w.screen.form, keyboardOf(w), w.window.Canvas().Overlays()
	w.focus(form.text.entry)
	keys.key(fyne.KeyDown, 0)
	if overlays.Top() != nil || form.texts.root.Visible() {
		t.Error("something is offered where there is nothing")
	}
	become(w, d, filledView(), offered)
	d.forget()
	if !form.texts.root.Visible() || overlays.Top() != nil || strings.Contains(shown(w), "Kode 4821, one") {
		t.Errorf("earlier texts show unasked, or can't be asked for: %s", shown(w))
	}
	w.focus(form.person.entry)
	keys.key(fyne.KeyDown, 0)
	if overlays.Top() != nil {
		t.Error("a field without recent ones opens a menu")
	}
	w.focus(form.text.entry)
	keys.key(fyne.KeyDown, 5)
	if len(overlays.List()) != 1 || len(d.called()) > 0 {
		t.Fatalf("Down opened %d menus and called %v", len(overlays.List()), d.called())
	}
	keys.key(fyne.KeyDown, 0)
	keys.key(fyne.KeyDown, 0)
	keys.key(fyne.KeyReturn, 0)
	if calls := d.called(); !slices.Equal(calls, []string{"SetText Kode 4821, two"}) || overlays.Top() != nil || w.window.Canvas().Focused() != form.text.entry {
		t.Errorf("picking one called %v", calls)
	}
	d.forget()
	form.texts.button.Tapped(nil)
	keys.key(fyne.KeyEscape, 0)
	if calls := d.called(); len(calls) > 0 || overlays.Top() != nil {
		t.Errorf("looking at them called %v", calls)
	}

	form.further.fold.SetOpen(true)
	w.focus(form.further.caseNumber.entry)
	keys.key(fyne.KeyDown, 0)
	become(w, d, waitingView(), offered) // it began while the menu was open
	keys.key(fyne.KeyDown, 0)
	keys.key(fyne.KeyReturn, 0)
	if calls := d.called(); len(calls) > 0 || form.texts.root.Visible() {
		t.Errorf("into a locked form: %v", calls)
	}
	w.focus(form.text.entry)
	if keys.key(fyne.KeyDown, 0); overlays.Top() != nil {
		t.Error("a locked field offers something")
	}

	become(w, d, filledView(), offered)
	w.present()
	for _, one := range []string{"Recent texts", "Kode 4821, one", "2026-1 "} {
		if all := shown(w) + " "; strings.Contains(all, one) {
			t.Errorf("the audience reads %q in %s", one, all)
		}
	}
}

func TestAnOutcomeBehindOtherWindowsIsTold(t *testing.T) {
	w, d := open(t, waitingView(), plainShape())
	w.behind = true
	fyne.SetCurrentApp(w.app.(measuredApp).App) // whose notifications Fyne's assertions read
	say := load(t, assets.English)
	test.AssertNotificationSent(t, fyne.NewNotification(say.get("notification.heading"), say.get("notification.ended")), func() {
		become(w, d, verifiedView())
	})
	if title := w.window.Title(); title != "Ringback · DEMO · Verified" {
		t.Errorf("the title is %q", title)
	}
	test.AssertNotificationSent(t, nil, func() { become(w, d, verifiedView()) })
	become(w, d, waitingView())
	w.behind = false
	test.AssertNotificationSent(t, nil, func() { become(w, d, verifiedView()) })
}

func TestTheDeskIsToldThatSomebodyIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, d := open(t, emptyView(), plainShape())
		touches := func() int { d.mu.Lock(); defer d.mu.Unlock(); return d.touches }
		before := touches()
		for range 100 {
			keyboardOf(w).key(fyne.KeyLeft, 3)
			w.newGround().MouseMoved(nil)
		}
		if n := touches() - before; n != 1 {
			t.Errorf("in one moment the desk was told %d times", n)
		}
		time.Sleep(touchEvery)
		w.newGround().MouseMoved(nil)
		if n := touches() - before; n != 2 {
			t.Errorf("later the desk was told %d times", n)
		}
	})
}

func TestTabScrollsWhatItReachesIntoSight(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(1024, 600)
	w := sample{view: filledView(), open: "further"}.show(t, as)
	form := w.screen.form
	form.scroll.scroll.ScrollToTop()
	for _, f := range []fyne.Focusable{form.further.encoding.pick, form.person.entry, form.further.caseNumber.entry} {
		w.focus(f)
		o := f.(fyne.CanvasObject)
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		frame := fyne.CurrentApp().Driver().AbsolutePositionForObject(form.scroll.scroll).Y
		if top < frame || top+o.Size().Height > frame+form.scroll.scroll.Size().Height {
			t.Errorf("%T has the focus at %.0f, out of sight: %.0f to %.0f", f, top, frame, frame+form.scroll.scroll.Size().Height)
		}
	}
}

func TestTheReceiptLeavesOutWhatIsUnticked(t *testing.T) {
	w, _ := open(t, verifiedView(), plainShape())
	w.screen.status.receipt.Tapped(nil)
	r := w.screen.receipt
	if r == nil || !strings.Contains(shown(w), sampleName) {
		t.Fatal("what the receipt holds isn't shown")
	}
	r.out[receipt.FieldName] = true
	r.draw()
	if r.content().Sentence == "" || strings.Contains(r.said.Text(), sampleName) {
		t.Errorf("without the name it says %q", r.said.Text())
	}
	file := &sink{}
	if err := writeReceipt(file, r.content(), fontOf(w, fyne.TextStyle{}), fontOf(w, fyne.TextStyle{Bold: true})); err != nil || !file.closed || !bytes.HasPrefix(file.Bytes(), []byte("%PDF-")) {
		t.Errorf("saving: %v, closed %v, %.20q", err, file.closed, file.Bytes())
	}
	full := &sink{failure: errors.New("the disk is full")}
	if err := writeReceipt(full, r.content(), fontOf(w, fyne.TextStyle{}), fontOf(w, fyne.TextStyle{Bold: true})); err == nil || !full.closed {
		t.Errorf("a full disk: %v, closed %v", err, full.closed)
	}
	r.saveAs()
	if !r.dialog.Keys().Suspended() {
		t.Error("Esc would close the receipt behind the file dialog")
	}
	r.ask.dialog.Dismiss()
	w.receiptSaved("receipt.pdf", nil)
	if w.screen.receipt != nil || !strings.Contains(shown(w), "receipt.pdf") {
		t.Error("that it was saved isn't told")
	}
}

// TestTheReceiptIsMaskedUntilItIsTicked, and asks for the journal's control code when it opens.
func TestTheReceiptIsMaskedUntilItIsTicked(t *testing.T) {
	w, d := open(t, verifiedView(), plainShape())
	d.forget()
	w.screen.status.receipt.Tapped(nil)
	r := w.screen.receipt
	if calls := d.called(); !slices.Equal(calls, []string{"AskControlCode"}) {
		t.Errorf("opening it called %v", calls)
	}
	var box *kit.Check
	walk(r.facts.Objects[0], func(o fyne.CanvasObject) {
		if check, ok := o.(*kit.Check); ok {
			box = check
		}
	})
	if box == nil || box.Checked() || r.values[0].Text() != "MitID UUID …9320" {
		t.Fatalf("at first %v, %q", box, r.values[0].Text())
	}
	box.Tapped(nil)
	if whole := "MitID UUID " + samplePerson; r.values[0].Text() != whole || r.content().Rows[0].Value != whole {
		t.Errorf("ticked it says %q, and on the page %q", r.values[0].Text(), r.content().Rows[0].Value)
	}
	const code = "18-0b1e-77aa-5c10-3fa9-c2d4"
	become(w, d, verifiedView(), func(v *desk.View) {
		outcome := *v.Outcome
		outcome.ControlCode = code
		v.Outcome, v.Status.Badge = &outcome, desk.BadgeTest // demo has none
	})
	if all := shown(w); w.screen.receipt != r || !strings.Contains(all, code) || !strings.Contains(all, samplePerson) {
		t.Errorf("with the control code it shows %s", all)
	}
	box.Tapped(nil)
	if r.values[0].Text() != "MitID UUID …9320" {
		t.Errorf("unticked it says %q", r.values[0].Text())
	}
}

func TestTheTemplateIsChangedInTheSettings(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	w.screen.openSettings()
	s := w.screen.settings
	if !s.use.Disabled() {
		t.Error("there is nothing to use yet")
	}
	test.Type(s.template.entry, "Sag {case}")
	become(w, d, emptyView()) // a view in between doesn't discard it
	s.use.Tapped(nil)
	if calls := d.called(); !slices.Contains(calls, "SetTemplate Sag {case}") {
		t.Errorf("using it called %v", calls)
	}
	become(w, d, emptyView(), func(v *desk.View) { v.Settings.TemplateProblem = desk.Say("template.problem.no_code") })
	if s.template.entry.Text != "Sag {case}" || !strings.Contains(shown(w), "must contain {code}") {
		t.Errorf("a template with a problem: %q", s.template.entry.Text)
	}
	s.idle.SetSelected("5")
	if options := numberOptions(idleTimes(), 7, strconv.Itoa); len(options) != 8 || options[3].Value != "7" {
		t.Errorf("seven minutes among %v", options)
	}
}

func TestParseDay(t *testing.T) {
	want := time.Date(2026, time.March, 9, 0, 0, 0, 0, time.Local)
	for _, text := range []string{"2026-03-09", "09-03-2026", "9-3-2026", "9.3.2026", "9/3/2026"} {
		if got, ok := parseDay(text); !ok || !got.Equal(want) {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "9", "31.2.2026", "9.3.26", "tomorrow"} {
		if got, ok := parseDay(text); ok {
			t.Errorf("%q: %v", text, got)
		}
	}
}
