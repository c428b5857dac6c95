package ui

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// paste presses Ctrl+V with a text on the clipboard.
func (k keyboard) paste(text string) {
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent(text)
	k.shortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
}

// shortcut delivers a shortcut as the desktop driver does.
func (k keyboard) shortcut(s fyne.Shortcut) {
	if focused, ok := k.canvas.Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(s)
		return
	}
	inner := reflect.ValueOf(k.canvas).Elem().FieldByName("WindowlessCanvas").Interface()
	inner.(interface{ TypedShortcut(fyne.Shortcut) }).TypedShortcut(s)
}

// write types characters as the desktop driver delivers them.
func (k keyboard) write(text string) {
	for _, r := range text {
		if focused := k.canvas.Focused(); focused != nil {
			focused.TypedRune(r)
		} else if typed := k.canvas.OnTypedRune(); typed != nil {
			typed(r)
		}
	}
}

func TestPasting(t *testing.T) {
	long := strings.Repeat("ord ", 25_000)
	person := func(w *Window) *kit.Entry { return w.screen.form.person.entry }
	for _, test := range []struct {
		name, paste string
		into        func(*Window) *kit.Entry
		calls       []string
	}{
		{name: "a sentence with a person", paste: "Bruger " + samplePerson + ", Nordby", into: person, calls: []string{"PastePerson Bruger " + samplePerson + ", Nordby"}},
		{name: "nobody", paste: "Mette\r\n", into: person, calls: []string{"SetPerson Mette"}},
		{name: "a person after 100 kB", paste: long + samplePerson, into: person, calls: []string{"SetPerson " + long[:1000], "NotePasted person true false"}},
		{
			name: "100 kB as the text", paste: long, into: func(w *Window) *kit.Entry { return w.screen.form.text.entry },
			calls: []string{"SetText " + sampleText + long[:1000], "NotePasted text true false"},
		},
		{
			name: "a tab in the text", paste: "\u200b, Ærø\tx", into: func(w *Window) *kit.Entry { return w.screen.form.text.entry },
			calls: []string{"SetText " + sampleText + ", Ærø x", "NotePasted text false true"},
		},
		{name: "100 kB as the IP", paste: long, into: func(w *Window) *kit.Entry { return w.screen.form.ip.entry }, calls: []string{"SetIP 1.1.1.1" + long[:1000], "NotePasted ip true false"}},
		{
			name: "100 kB as the case", paste: long, into: func(w *Window) *kit.Entry { return w.screen.form.further.caseNumber.entry },
			calls: []string{"SetCase " + long[:1000], "NotePasted case true false"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := emptyView()
			view.Form.IPFolded, view.Form.IP.Value = false, "1.1.1.1"
			w, d := open(t, view, plainShape())
			w.screen.form.further.fold.SetOpen(true)
			entry := test.into(w)
			w.focus(entry)
			entry.CursorColumn = len([]rune(entry.Text))
			d.forget()
			keyboardOf(w).paste(test.paste)
			if calls := d.called(); !slices.Equal(calls, test.calls) {
				t.Errorf("called %.80q, want %.80q", calls, test.calls)
			}
		})
	}
}

// TestAGenericPersonIsTakenAsPasted pastes something that looks like a UUID where it means nothing.
func TestAGenericPersonIsTakenAsPasted(t *testing.T) {
	view := emptyView()
	view.Environment.Profile, view.Form.Fields = "generic", nil
	w, d := open(t, view, plainShape())
	w.screen.form.focusPerson()
	d.forget()
	keyboardOf(w).paste("bruger " + samplePerson)
	if calls := d.called(); !slices.Equal(calls, []string{"SetPerson bruger " + samplePerson}) {
		t.Errorf("called %q", calls)
	}
}

// TestTextWithoutAFieldGoesToThePerson types and pastes while nothing has the focus, or a button.
func TestTextWithoutAFieldGoesToThePerson(t *testing.T) {
	for name, focus := range map[string]func(*Window) fyne.Focusable{
		"nothing":  func(*Window) fyne.Focusable { return nil },
		"a button": func(w *Window) fyne.Focusable { return w.screen.form.newCode },
		"the tabs": func(w *Window) fyne.Focusable { return w.screen.tabs.strip },
	} {
		t.Run(name, func(t *testing.T) {
			w, d := open(t, emptyView(), plainShape())
			k := keyboardOf(w)
			focusOn(w, focus(w))
			d.forget()
			k.write(" 8a")
			if calls := d.called(); !slices.Equal(calls, []string{"SetPerson 8", "SetPerson 8a"}) {
				t.Errorf("typing called %q", calls)
			}
			focusOn(w, focus(w))
			d.forget()
			k.paste("")
			k.paste(samplePerson)
			if calls := d.called(); !slices.Equal(calls, []string{"PastePerson " + samplePerson}) {
				t.Errorf("pasting called %q", calls)
			}
			if w.window.Canvas().Focused() != fyne.Focusable(w.screen.form.person.entry) {
				t.Error("the person's field hasn't got the focus")
			}

			become(w, d, waitingView())
			focusOn(w, focus(w))
			d.forget()
			k.write("9")
			k.paste(samplePerson)
			become(w, d, emptyView())
			w.screen.openSettings()
			k.write("9")
			k.paste(samplePerson)
			if calls := d.called(); len(calls) > 0 {
				t.Errorf("while waiting, and behind a dialog, it called %q", calls)
			}
		})
	}
}

// TestAClickOnEmptySpaceKeepsTheFocus does what Fyne does about such a click: it takes the focus
// away at the press and at the release.
func TestAClickOnEmptySpaceKeepsTheFocus(t *testing.T) {
	w, _ := open(t, emptyView(), plainShape())
	queue, canvas := queueOf(w), w.window.Canvas()
	ground := w.newGround()
	w.focus(w.screen.form.text.entry)
	for _, step := range []func(*desktop.MouseEvent){ground.MouseDown, ground.MouseUp} {
		step(&desktop.MouseEvent{})
		canvas.Unfocus()
		if len(queue) != 1 {
			t.Fatal("nothing gives the focus back")
		}
		queue.next()
		if canvas.Focused() != fyne.Focusable(w.screen.form.text.entry) {
			t.Fatalf("the focus is on %T", canvas.Focused())
		}
	}
	ground.MouseDown(&desktop.MouseEvent{})
	w.focus(w.screen.form.newCode) // something else took it meanwhile
	queue.next()
	if canvas.Focused() != fyne.Focusable(w.screen.form.newCode) {
		t.Error("the click took the focus back")
	}
}

func TestStartInVainLeadsToWhatIsMissing(t *testing.T) {
	for _, field := range []string{
		desk.MissingAck, desk.FieldPerson, desk.FieldHintToken, desk.FieldText, desk.FieldIP, desk.FieldAction, desk.FieldCase, desk.FieldAppOS, desk.FieldReturnURL, desk.MissingSetup,
	} {
		t.Run(field, func(t *testing.T) {
			missing := func(asked int) func(*desk.View) {
				return func(v *desk.View) {
					v.Form.Caller, v.Form.TokenHint, v.Form.IPFolded, v.Form.AppOS.Value = desk.WeCalled, "login_hint_token", false, "IOS"
					v.Form.Lacks, v.Secret.Needed = []string{field}, true
					v.Missing = desk.Missing{Text: desk.Say("form.missing.ack"), Field: field, Asked: asked}
				}
			}
			w, d := open(t, emptyView(), plainShape())
			become(w, d, emptyView(), missing(0))
			w.focus(w.screen.tabs.strip)
			button := w.screen.form.primary
			if button.Disabled() {
				t.Error("Start is disabled")
			}
			button.Tapped(nil)
			if calls := d.called(); !slices.Contains(calls, "Start") {
				t.Errorf("Start called %q", calls)
			}
			become(w, d, emptyView(), missing(1))
			want := w.screen.form.spots()[slices.IndexFunc(w.screen.form.spots(), func(s spot) bool { return s.name == field })].widget
			if focused := w.window.Canvas().Focused(); focused != want || !want.(fyne.CanvasObject).Visible() {
				t.Errorf("the focus is on %T", focused)
			}
			become(w, d, emptyView(), missing(1))
			w.focus(w.screen.tabs.strip)
			become(w, d, emptyView(), missing(1))
			if w.window.Canvas().Focused() != fyne.Focusable(w.screen.tabs.strip) {
				t.Error("the focus moves without a press")
			}
		})
	}
}

// TestEnterMovesOnAndNeverStarts presses Enter in each field.
func TestEnterMovesOnAndNeverStarts(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	form := w.screen.form
	lacking := func(names ...string) func(*desk.View) {
		return func(v *desk.View) { v.Form.Lacks, v.Form.IPFolded = names, false }
	}
	k := keyboardOf(w)
	become(w, d, emptyView(), lacking(desk.FieldPerson, desk.FieldText, desk.FieldIP))
	w.focus(form.person.entry)
	for _, want := range []fyne.Focusable{form.text.entry, form.ip.entry, form.person.entry} {
		k.key(fyne.KeyReturn, 0)
		if focused := w.window.Canvas().Focused(); focused != want {
			t.Errorf("the focus is on %v", focused)
		}
	}
	become(w, d, filledView(), lacking())
	d.forget()
	for _, s := range form.spots() {
		entry, ok := s.widget.(*kit.Entry)
		if w.focus(s.widget); ok && w.window.Canvas().Focused() == fyne.Focusable(entry) { // it isn't folded away
			k.key(fyne.KeyReturn, 3)
			if w.window.Canvas().Focused() != fyne.Focusable(entry) {
				t.Errorf("with nothing missing, Enter leaves %s", s.name)
			}
		}
	}
	if calls := d.called(); len(calls) > 0 {
		t.Errorf("Enter called %q", calls)
	}
}

func TestWhatWasDoneToAPasteIsSaid(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	noted := func(v *desk.View) { v.Form.Person.Notes = desk.Pasted{Cut: true, Cleaned: true}.Notes() }
	become(w, d, filledView(), noted)
	const want = "Valid · Only the first 1,000 characters were pasted. · Tabs and invisible characters were removed."
	if all := shown(w); !strings.Contains(all, want) {
		t.Errorf("not said: %s", all)
	}
	become(w, d, waitingView(), noted)
	if all := shown(w); strings.Contains(all, "1,000") {
		t.Error("it is still said while the request is under way")
	}
}

func TestAnOfferIsMaskedAndNotBesideAValidPerson(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, emptyView(), func(v *desk.View) { v.Form.Fields = append(v.Form.Fields, desk.FieldCPR) })
	paste := w.screen.form.paste
	w.app.Clipboard().SetContent("Cpr 080436-0468")
	paste.look()
	if !paste.root.Visible() || paste.button.Label() != "Paste 080436-••••" {
		t.Errorf("offered %v as %q", paste.root.Visible(), paste.button.Label())
	}
	d.forget()
	paste.button.Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"PastePerson 080436-0468"}) {
		t.Errorf("called %q", calls)
	}
	w.app.Clipboard().SetContent("0d3a7c52-91be-4a0c-8f4e-6b1f0c2d9e11")
	paste.look()
	become(w, d, filledView())
	if paste.root.Visible() {
		t.Error("another person is offered beside a valid one")
	}
	become(w, d, emptyView())
	w.app.Clipboard().SetContent("080436-0468")
	paste.look()
	if paste.root.Visible() {
		t.Error("a CPR number is offered where none is used")
	}
}

// TestAPresentationNamesNobodyOfAPaste until the audience may see it.
func TestAPresentationNamesNobodyOfAPaste(t *testing.T) {
	view := pastedView()
	view.Environment, view.Phone = environments()[1], nil
	w, _ := open(t, view, plainShape())
	w.beginPresentation(true)
	if all := shown(w); strings.Contains(all, "8a98") || !strings.Contains(all, "("+dots+")") {
		t.Errorf("it says %s", all)
	}
}

// TestAPasteIntoTheSetupIsCutAndCleaned, and that is said there as well.
func TestAPasteIntoTheSetupIsCutAndCleaned(t *testing.T) {
	w, _ := open(t, setupView(desk.Setup{Environment: "production", NeedIP: true}), plainShape())
	w.focus(w.screen.setup.ip.entry)
	keyboardOf(w).paste("192.0.2.7\t" + strings.Repeat("x", 100_000))
	if text := w.screen.setup.ip.entry.Text; len(text) != 1000 || !strings.HasPrefix(text, "192.0.2.7 x") {
		t.Errorf("pasted is %.20q… of %d", text, len(text))
	}
	if all := shown(w); !strings.Contains(all, "1,000 characters") || !strings.Contains(all, "Tabs and invisible") {
		t.Errorf("not said: %s", all)
	}
}
