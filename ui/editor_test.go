package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ringback/storage/config"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// editorSample returns one of the samples of the editor.
func editorSample(t *testing.T, name string) desk.View {
	t.Helper()
	for _, s := range samples() {
		if s.name == name {
			return s.view
		}
	}
	t.Fatalf("there is no sample %s", name)
	return desk.View{}
}

func idleAtTest() desk.View {
	v := emptyView()
	v.Environment, v.Phone = v.Environments[1], nil
	return v
}

func TestTheEditorOpensFromTheMenu(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	w.screen.bar.offerMore()
	menu := w.window.Canvas().Overlays().Top()
	if all := shown(w); !strings.Contains(all, "Environments…") {
		t.Errorf("the menu isn't among %s", all)
	}
	w.window.Canvas().Overlays().Remove(menu)
	w.openEditor()
	if calls := d.called(); !slices.Equal(calls, []string{"OpenEditor"}) {
		t.Errorf("it called %v", calls)
	}
	list := editorSample(t, "environments")
	become(w, d, list)
	if w.screen.editor == nil || w.screen.editor.place != editorList {
		t.Fatal("the editor isn't open")
	}
	d.forget()
	w.screen.editor.rows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	w.screen.editor.rows.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if calls := d.called(); !slices.Equal(calls, []string{"EditEnvironment pp"}) {
		t.Errorf("Enter on the second one called %v", calls)
	}
	d.forget()
	keyboardOf(w).key(fyne.KeyEscape, 2)
	become(w, d, list) // a view from before the desk knew
	if calls := d.called(); !slices.Equal(calls, []string{"CloseEditor"}) || w.screen.editor != nil {
		t.Errorf("Esc called %v; the editor is open: %v", calls, w.screen.editor != nil)
	}
}

func TestTheFormOfAnEnvironment(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	view := editorSample(t, "environments-form")
	become(w, d, view)
	e := w.screen.editor
	d.forget()
	entry := e.form.inputs["issuer"].field.entry
	test.Type(entry, "x")
	test.Type(entry, "y")
	calls := d.called()
	if len(calls) != 2 || calls[0] != "SetEnvironmentField issuer xhttps://pp.netseidbroker.dk/op" {
		t.Errorf("typing called %v", calls)
	}
	become(w, d, view) // an older echo doesn't overwrite what is typed
	if !strings.HasPrefix(entry.Text, "xy") && !strings.HasSuffix(entry.Text, "y") {
		t.Errorf("the field holds %q", entry.Text)
	}
	d.forget()
	w.focus(entry)
	pressIn(t, w, "Save and use")
	if calls := d.called(); !slices.Equal(calls, []string{"SaveAndUseEnvironment"}) {
		t.Errorf("Save and use called %v", calls)
	}
	d.forget()
	w.focus(entry)
	keyboardOf(w).ctrlEnter(3)
	if calls := d.called(); !slices.Equal(calls, []string{"SaveEnvironment"}) {
		t.Errorf("Ctrl+Enter called %v", calls)
	}
	d.forget()
	keyboardOf(w).key(fyne.KeyEscape, 0)
	pressIn(t, w, "Delete")
	pressIn(t, w, "Duplicate")
	pressIn(t, w, "Look up")
	pressIn(t, w, "Test connection")
	want := []string{"LeaveEnvironment false", "AskDelete nordby", "DuplicateEnvironment nordby", "LookUpProvider", "TryConnection"}
	if calls := d.called(); !slices.Equal(calls, want) {
		t.Errorf("it called %v, want %v", calls, want)
	}
	// The result has its own page, and Esc returns to the previous one.
	w.focus(entry)
	become(w, d, editorSample(t, "environments-trial"))
	if w.screen.editor != e || e.place != editorTrial || !strings.Contains(shown(w), "TLS 1.3") {
		t.Fatalf("the page is %s", e.place)
	}
	keyboardOf(w).key(fyne.KeyEscape, 0)
	if e.place != editorForms || w.window.Canvas().Focused() != fyne.Focusable(entry) {
		t.Errorf("back on %s, the focus is on %T", e.place, w.window.Canvas().Focused())
	}
	// A read-only environment can't be edited or saved.
	become(w, d, editorSample(t, "environments-built-in"))
	d.forget()
	disturb(w, e.form.inputs["name"].field.entry)
	keyboardOf(w).ctrlEnter(1)
	for _, call := range d.called() {
		if strings.HasPrefix(call, "SetEnvironmentField") || call == "SaveEnvironment" {
			t.Errorf("a built-in one: %s", call)
		}
	}
}

// TestEveryFieldCanBeReached moves through the form with the Tab key: the focused field is visible.
func TestEveryFieldCanBeReached(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(1024, 600)
	w, d := open(t, idleAtTest(), as)
	become(w, d, editorSample(t, "environments-form"))
	w.screen.editor.form.unfold()
	canvas, driver := w.window.Canvas(), w.app.Driver()
	seen := map[fyne.Focusable]bool{}
	for range 40 {
		focused := canvas.Focused()
		object, ok := focused.(fyne.CanvasObject)
		if !ok {
			t.Fatal("nothing has the focus")
		}
		seen[focused] = true
		top := driver.AbsolutePositionForObject(object).Y
		if bottom := top + object.Size().Height; top < 40 || bottom > 600 {
			t.Errorf("%T has the focus at %.0f to %.0f", focused, top, bottom)
		}
		if entry, is := focused.(*kit.Entry); is && top+entry.Size().Height > 502 {
			t.Errorf("an entry has the focus behind the buttons, at %.0f", top)
		}
		canvas.FocusNext()
	}
	for key, input := range w.screen.editor.form.inputs {
		if input.field != nil && !seen[input.field.entry] || input.pick != nil && !seen[input.pick] {
			t.Errorf("%s can't be reached", key)
		}
	}
}

func TestAProblemComesIntoSight(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	view := editorSample(t, "environments-generic")
	form := *view.Editor.Form
	form.Problem = desk.Text{}
	become(w, d, view, func(v *desk.View) { v.Editor = &desk.Editor{File: "f", Environments: environments(), Form: &form} })
	e := w.screen.editor
	e.form.unfold()
	w.focus(e.form.inputs["acr_values"].field.entry)
	become(w, d, view)
	if w.window.Canvas().Focused() != fyne.Focusable(e.form.inputs["issuer"].field.entry) {
		t.Errorf("the focus is on %T", w.window.Canvas().Focused())
	}
	w.focus(e.form.inputs["acr_values"].field.entry)
	become(w, d, view) // it was shown before: the user isn't moved away from where they type
	if w.window.Canvas().Focused() != fyne.Focusable(e.form.inputs["acr_values"].field.entry) {
		t.Error("an old problem takes the focus")
	}
	keyboardOf(w).ctrlEnter(1)
	become(w, d, view) // saved again, with the same problem
	if w.window.Canvas().Focused() != fyne.Focusable(e.form.inputs["issuer"].field.entry) {
		t.Errorf("saved again, the focus is on %T", w.window.Canvas().Focused())
	}
}

func TestALongPageTurnsByKeys(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(1024, 600)
	w, d := open(t, idleAtTest(), as)
	become(w, d, editorSample(t, "environments-form"))
	w.screen.editor.asked = editorLookUp
	become(w, d, editorSample(t, "environments-look-up"))
	last := func() float32 {
		var at float32
		walk(w.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
			if text, ok := o.(*kit.Text); ok && text.Text() == "jwks_uri" {
				at = w.app.Driver().AbsolutePositionForObject(o).Y
			}
		})
		return at
	}
	before := last()
	keyboardOf(w).key(fyne.KeyPageDown, 0)
	if after := last(); before < 500 || after > 500 {
		t.Errorf("the last line was at %.0f and is at %.0f", before, after)
	}
	keyboardOf(w).key(fyne.KeyPageUp, 0)
	if back := last(); back != before {
		t.Errorf("and back at %.0f, not %.0f", back, before)
	}
}

// TestTheFormBeginsWithWhatIsNeeded: the other topics are folded and say how much of them is filled
// in. One with a problem is unfolded, and what was unfolded stays so.
func TestTheFormBeginsWithWhatIsNeeded(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	view := editorSample(t, "environments-form")
	become(w, d, view)
	all, f := shown(w), w.screen.editor.form
	for _, want := range []string{"Issuer", "Client ID", "IP address", "The text · 1 filled in", "The checks · 1 filled in", "Appswitch"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q isn't in\n%s", want, all)
		}
	}
	if strings.Contains(all, "Keys (jwks_uri)") || strings.Contains(all, "Organisation") {
		t.Errorf("it isn't folded:\n%s", all)
	}
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(f.inputs["issuer"].field.entry) {
		t.Errorf("the focus is on %T", focused)
	}
	f.topic(desk.SectionText).fold.Tapped(nil)
	form := *view.Editor.Form
	form.Fields, form.Problem = slices.Clone(form.Fields), desk.Say("editor.incomplete")
	at := slices.IndexFunc(form.Fields, func(f desk.EditorField) bool { return f.Key == "jwks_uri" })
	form.Fields[at].Problem = desk.Say("editor.problem.bad_url")
	at = slices.IndexFunc(form.Fields, func(f desk.EditorField) bool { return f.Key == "required_loa" })
	form.Fields[at].Problem = desk.Say("editor.problem.not_a_choice", "Allowed", "low")
	become(w, d, view, func(v *desk.View) { v.Editor = &desk.Editor{Environments: v.Environments, Form: &form} })
	if all := shown(w); !strings.Contains(all, "Keys (jwks_uri)") || !strings.Contains(all, "Organisation") || !strings.Contains(all, "Pinned keys") || strings.Contains(all, "Scope") {
		t.Errorf("it shows\n%s", all)
	}
	if focused := w.window.Canvas().Focused(); focused != fyne.Focusable(f.inputs["jwks_uri"].field.entry) {
		t.Errorf("the problem isn't in sight, the focus is on %T", focused)
	}
}

// TestANewEnvironmentIsMadeToBeUsed: Ctrl+Enter saves and uses it. The question about its hosts is
// answered the same way.
func TestANewEnvironmentIsMadeToBeUsed(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	fresh := editorSample(t, "environments-new")
	become(w, d, fresh)
	hosts := editorSample(t, "environments-hosts")
	for range 2 {
		d.forget()
		keyboardOf(w).ctrlEnter(1)
		if calls := d.called(); !slices.Equal(calls, []string{"SaveAndUseEnvironment"}) {
			t.Errorf("on %s it called %v", w.screen.editor.place, calls)
		}
		become(w, d, hosts)
	}
	become(w, d, fresh)
	d.forget()
	pressIn(t, w, "Save")
	become(w, d, hosts)
	keyboardOf(w).ctrlEnter(1)
	if calls := d.called(); !slices.Equal(calls, []string{"SaveEnvironment", "SaveEnvironment"}) {
		t.Errorf("only saving called %v", calls)
	}
}

func TestTheEditorWaitsForTheDesk(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	form := editorSample(t, "environments-form").Editor
	become(w, d, idleAtTest(), func(v *desk.View) { v.Editor = form })
	become(w, d, waitingView(), func(v *desk.View) { v.Editor = form })
	if w.screen.editor != nil || w.window.Canvas().Overlays().Top() != nil {
		t.Error("the editor lies over a verification")
	}
	become(w, d, verifiedView(), func(v *desk.View) { v.Editor = form })
	if w.screen.editor != nil {
		t.Error("the editor lies over an outcome")
	}
	become(w, d, idleAtTest(), func(v *desk.View) { v.Editor = form })
	if w.screen.editor == nil || w.screen.editor.form.inputs["name"].field.entry.Text != "Nordby Kommune, test" {
		t.Error("what was typed isn't there again")
	}
}

func TestTheQuestionsOfTheEditor(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	press := func(sample, button string, before func(e *editor)) []string {
		become(w, d, editorSample(t, sample))
		e := w.screen.editor
		if before != nil {
			before(e)
		}
		d.forget()
		pressIn(t, w, button)
		return d.called()
	}
	for _, c := range []struct {
		sample, button string
		before         func(*editor)
		want           []string
	}{
		{sample: "environments-delete", button: "Delete it", want: []string{"DeleteEnvironment false"}},
		{
			sample: "environments-delete", button: "Delete it",
			before: func(e *editor) { e.forget.SetChecked(true) }, want: []string{"DeleteEnvironment true"},
		},
		{sample: "environments-delete", button: "Don’t delete", want: []string{"KeepEnvironment"}},
		{sample: "environments-leave", button: "Discard", want: []string{"LeaveEnvironment true"}},
		{sample: "environments-leave", button: "Keep editing", want: []string{"StayAtEnvironment"}},
		{sample: "environments-hosts", button: "Save", want: []string{"SaveEnvironment"}},
		{sample: "environments-hosts", button: "Back to the form", want: []string{"StayAtEnvironment"}},
		{sample: "environments-import", button: "Import", want: []string{"TakeImport"}},
		{sample: "environments-import", button: "Don’t import", want: []string{"DropImport"}},
		{sample: "environments-import-broken", button: "Back", want: []string{"DropImport"}},
	} {
		if got := press(c.sample, c.button, c.before); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q called %v, want %v", c.sample, c.button, got, c.want)
		}
	}
	become(w, d, editorSample(t, "environments-import"))
	all := shown(w)
	for _, part := range []string{"https://pp.netseidbroker.dk/op", "https://mirror.nordby.example/jwks", "decides which answer is genuine", "gets the client secret, the person and the text", "phone: https://appswitch.sydby.example", "You have one with this short name", "client ID 0f1e2d3c"} {
		if !strings.Contains(all, part) {
			t.Errorf("the question doesn't show %s", part)
		}
	}
	become(w, d, editorSample(t, "environments-hosts"))
	for _, part := range []string{"pp.netseidbroker.dk (the issuer)", "https://mirror.nordby.example/op/connect/ciba", "decides which answer is genuine"} {
		if !strings.Contains(shown(w), part) {
			t.Errorf("before it is saved, %q isn't shown", part)
		}
	}
	for key, want := range map[string]string{"Ctrl+Enter": "SaveEnvironment", "Esc": "StayAtEnvironment"} {
		d.forget()
		if key == "Esc" {
			keyboardOf(w).key(fyne.KeyEscape, 0)
		} else {
			keyboardOf(w).ctrlEnter(0)
		}
		if calls := d.called(); !slices.Equal(calls, []string{want}) {
			t.Errorf("%s called %v, want %s", key, calls, want)
		}
	}
	become(w, d, editorSample(t, "environments-import"))
	d.forget()
	w.screen.editor.taking.boxes["nordby"].Tapped(nil)
	if calls := d.called(); !slices.Equal(calls, []string{"PickImport nordby true"}) {
		t.Errorf("ticking called %v", calls)
	}
}

func TestExportAsksWhereTo(t *testing.T) {
	w, d := open(t, idleAtTest(), plainShape())
	become(w, d, editorSample(t, "environments"))
	pressIn(t, w, "Export…")
	e := w.screen.editor
	if e.place != editorExport || !slices.Equal(e.export.ids(), []string{"nordby"}) {
		t.Fatalf("on %s with %v", e.place, e.export.ids())
	}
	e.saveFile()
	if e.file.dialog == nil {
		t.Fatal("nobody asks where to")
	}
	e.file.dialog.Hide()
	if e.file.dialog != nil || e.dialog.Keys().Suspended() {
		t.Error("the keys are dead after the file dialog")
	}
	e.export.boxes["nordby"].Tapped(nil)
	if !e.buttons["export_to"].Disabled() {
		t.Error("nothing is ticked, and it can be exported")
	}
	become(w, d, editorSample(t, "environments-handed-out"))
	e.ask("")
	if !e.buttons["new"].Disabled() || !e.buttons["import"].Disabled() || e.buttons["export"].Disabled() {
		t.Error("a file that was handed out can be changed, or not be copied")
	}
}

// TestTheSamplesHaveEveryKey: the pictures show the whole form.
func TestTheSamplesHaveEveryKey(t *testing.T) {
	shown := fieldsOf(config.ProfileMitIDFlex, nil, nil)
	shown = append(shown, fieldsOf(config.ProfileGeneric, nil, nil)...)
	for _, key := range config.Keys("") {
		if !slices.ContainsFunc(shown, func(field desk.EditorField) bool { return field.Key == key.Name }) {
			t.Errorf("fieldsOf has no %s", key.Name)
		}
	}
}
