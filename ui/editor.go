package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// The pages of the editor's dialog.
const (
	editorList   = "editor_list"
	editorForms  = "form"
	editorLeave  = "leave"
	editorHosts  = "hosts" // who gets what, before it is saved
	editorLookUp = "look_up"
	editorTrial  = "trial"
	editorDelete = "delete"
	editorImport = "import"
	editorExport = "editor_export"
)

// editorWidth is the width of the dialog, and the others bound the height of its list, in dp.
const (
	editorWidth  = 760
	editorChrome = 240
	editorMost   = 420
)

// editorDesk is what the editor of environments needs of the desk.
type editorDesk interface {
	editorFormDesk
	editorTriesDesk
	editorFileDesk

	OpenEditor() // opens View.Editor
	CloseEditor()
	NewEnvironment()
	EditEnvironment(id string)
	DuplicateEnvironment(id string)
	SaveEnvironment()
	SaveAndUseEnvironment()
	LeaveEnvironment(giveUp bool)
	StayAtEnvironment()
	AskDelete(id string)
	KeepEnvironment()
	DeleteEnvironment(forgetSecret bool)
}

// editor is the dialog with the environments: a list, a form for one of them, and pages for import,
// export and testing.
type editor struct {
	desk   editorDesk
	w      *Window
	dialog *kit.Dialog
	view   *desk.Editor // drawn last
	place  string       // the open page
	// asked is a page that the view doesn't know of: the export, or what is found out about a
	// provider
	asked string

	rows    *kit.Rows
	room    room
	where   *kit.Text
	said    *kit.Text
	form    *editorForm
	tries   *editorTries
	taking  *editorTaking
	export  *editorExporting
	forget  *kit.Check
	file    fileAsk        // to import from or export to
	using   bool           // the question about the hosts was asked when saving to use
	last    fyne.Focusable // had the focus in the form before another page was opened
	buttons map[string]*kit.Button
}

func newEditor(w *Window, d editorDesk, view *desk.Editor) *editor {
	e := &editor{w: w, desk: d, buttons: map[string]*kit.Button{}}
	say := w.words
	e.dialog = kit.NewDialog(w.window.Canvas(), w.keys, editorWidth, say.get("editor.heading"))
	keys := e.dialog.Keys()
	keys.Bind(fyne.KeyEscape, 0, e.escape)
	keys.Bind(fyne.KeyReturn, fyne.KeyModifierControl, e.primary)
	keys.Bind(fyne.KeyPageDown, 0, func() { e.dialog.Turn(1) })
	keys.Bind(fyne.KeyPageUp, 0, func() { e.dialog.Turn(-1) })
	e.rows = kit.NewRows(keys, func(i int) {
		if e.view != nil && i < len(e.view.Environments) {
			d.EditEnvironment(e.view.Environments[i].ID)
		}
	})
	e.where = kit.NewText("", kit.Style{Size: kit.SizeSmall, Color: kit.ColorSoft, Fit: kit.Wrapped})
	e.said = kit.NewText("", kit.Style{Size: kit.SizeSmall, Fit: kit.Wrapped})
	e.tries, e.taking, e.export = newEditorTries(e), newEditorTaking(e), newEditorExporting(e)
	e.form = newEditorForm(e)
	e.forget = kit.NewCheck(keys, say.get("editor.forget_secret"), nil)
	for _, b := range []struct {
		name, key string
		kind      kit.Kind
		act       func()
	}{
		{"new", "editor.button.new", kit.Quiet, d.NewEnvironment},
		{"import", "editor.button.import", kit.Quiet, e.openFile},
		{"export", "editor.button.export", kit.Quiet, func() { e.ask(editorExport) }},
		{"export_to", "editor.button.export_to", kit.Primary, e.saveFile},
		{"duplicate", "editor.button.duplicate", kit.Quiet, func() { d.DuplicateEnvironment(e.id()) }},
		{"delete", "editor.button.delete", kit.Danger, func() { d.AskDelete(e.id()) }},
		{"delete_sure", "editor.button.delete_sure", kit.Danger, func() {
			if e.view.Deleting != nil { // a double press counts once
				d.DeleteEnvironment(e.forget.Checked() && e.view.Deleting.OwnSecret)
			}
		}},
		{"keep", "editor.button.keep", kit.Quiet, d.KeepEnvironment},
		{"try", "editor.button.try", kit.Quiet, e.tries.tryIt},
		{"again", "button.again", kit.Quiet, e.tries.again},
		{"stop", "editor.button.stop", kit.Quiet, d.StopTrying},
		{"take", "editor.button.take", kit.Primary, d.TakeImport},
		{"drop", "editor.button.drop", kit.Quiet, d.DropImport},
		{"give_up", "editor.button.give_up", kit.Danger, func() { d.LeaveEnvironment(true) }},
		{"stay", "editor.button.stay", kit.Quiet, d.StayAtEnvironment},
		{"from_hosts", "editor.button.back", kit.Quiet, d.StayAtEnvironment},
		{"to_form", "editor.button.back", kit.Quiet, func() { e.ask("") }},
		{"to_list", "window.back", kit.Quiet, e.escape},
		{"close", "button.close", kit.Quiet, e.dialog.Dismiss},
		{"save", "window.save", kit.Primary, func() { e.save(false) }},
		{"use", "editor.button.use", kit.Primary, func() { e.save(true) }},
		// as they look where the other is more likely
		{"save_only", "window.save", kit.Quiet, func() { e.save(false) }},
		{"use_too", "editor.button.use", kit.Quiet, func() { e.save(true) }},
	} {
		e.buttons[b.name] = kit.NewButton(keys, say.get(b.key), "", b.kind, b.act)
	}
	e.buttons["save"].Set(say.get("window.save"), say.key("start"))
	e.buttons["use"].Set(say.get("editor.button.use"), say.key("start"))
	e.buttons["close"].Set(say.get("button.close"), say.get("key.cancel"))
	e.dialog.OnDismissed(func() {
		w.screen.editor, w.screen.editorAway = nil, true
		d.CloseEditor()
	})
	e.draw(view)
	e.dialog.Show()
	e.focus()
	return e
}

// openEditor asks the desk for its environments.
func (w *Window) openEditor() {
	if w.drawn.Locked { // in Fyne's menu the keyboard can choose disabled items
		return
	}
	w.screen.editorAway = false
	w.desk.OpenEditor()
}

// id returns the id of the environment in the form.
func (e *editor) id() string {
	if e.view.Form == nil {
		return ""
	}
	return e.view.Form.ID
}

// ask opens a page that the desk doesn't know of, or with "" the page of the view.
func (e *editor) ask(page string) {
	e.asked = page
	e.draw(e.view)
}

// escape goes one step back.
func (e *editor) escape() {
	switch e.place {
	case editorList:
		e.dialog.Dismiss()
	case editorForms:
		e.desk.LeaveEnvironment(false)
	case editorLeave, editorHosts:
		e.desk.StayAtEnvironment()
	case editorDelete:
		e.desk.KeepEnvironment()
	case editorImport:
		e.desk.DropImport()
	default:
		e.desk.StopTrying()
		e.ask("")
	}
}

// primary is what Ctrl+Enter does.
func (e *editor) primary() {
	if e.place == editorForms || e.place == editorHosts {
		likely := e.likely()
		if button := e.buttons[likely]; !button.Disabled() {
			e.save(likely == "use")
		}
	}
}

// likely returns the button that most probably comes next: who makes an environment wants to use
// it.
func (e *editor) likely() string {
	if e.place == editorHosts && e.using || e.place == editorForms && e.id() == "" {
		return "use"
	}
	return "save"
}

// save saves the environment in the form.
func (e *editor) save(use bool) {
	e.using, e.form.told = use, ""
	if use {
		e.desk.SaveAndUseEnvironment()
	} else {
		e.desk.SaveEnvironment()
	}
}

// page returns the page that a view asks for.
func (e *editor) page(v *desk.Editor) string {
	switch {
	case v.Deleting != nil:
		return editorDelete
	case v.Import != nil:
		return editorImport
	case v.Form == nil && e.asked == editorExport:
		return editorExport
	case v.Form == nil:
		return editorList
	case v.Form.Leaving:
		return editorLeave
	case v.Form.Asking:
		return editorHosts
	case e.asked == editorLookUp && v.Form.LookUp != nil, e.asked == editorTrial && v.Form.Trial != nil:
		return e.asked
	}
	return editorForms
}

// draw shows the editor of a view.
func (e *editor) draw(v *desk.Editor) {
	say := e.w.words
	e.view = v
	before := e.place
	e.place = e.page(v)
	switch {
	case v.Form == nil:
		e.last = nil
	case before == editorForms && e.place != before:
		e.last = e.w.window.Canvas().Focused()
	}
	if v.Form != nil && e.asked == editorExport || v.Form == nil && e.asked != editorExport {
		e.asked = ""
	}
	rows := make([]kit.Row, len(v.Environments))
	for i, one := range v.Environments {
		note := one.Host
		if one.BuiltIn {
			note = ""
		}
		rows[i] = kit.Row{Lead: say.badge(one.Badge), Text: say.environment(one), Note: note}
	}
	e.rows.Set(rows)
	where := say.say(v.Problem)
	if v.Problem.IsZero() && v.File != "" {
		where = say.get("editor.kept_in", "File", v.File)
	}
	if v.Loading {
		where = say.get("editor.loading")
	}
	e.where.SetColor(kit.ColorSoft)
	if !v.Problem.IsZero() {
		e.where.SetColor(kit.ColorInk)
	}
	e.where.Set(where)
	drawSaid(e.said, say, v.Said, v.SaidBad)
	e.form.draw(v)
	e.tries.draw(v)
	e.taking.draw(v)
	e.export.draw(v)
	e.lay()
	switch {
	case !e.dialog.Shown():
	case e.place != before:
		e.focus()
	case e.place == editorForms:
		e.form.showProblem()
	}
}

// lay puts the open page and its buttons into the dialog.
func (e *editor) lay() {
	say, v := e.w.words, e.view
	idle := !v.ReadOnly && !v.Loading && !v.Busy
	title, content, buttons := say.get("editor.heading"), []fyne.CanvasObject{}, []string{}
	switch e.place {
	case editorList:
		most := dp(min(e.w.sizeInDp().Height-editorChrome, editorMost))
		e.room.height = min(e.rows.Height(len(v.Environments)), e.rows.Whole(most))
		content = []fyne.CanvasObject{kit.NewInset(4, 8, 4, 8, container.New(&e.room, e.rows)), e.where, e.said}
		buttons = e.listButtons(idle)
	case editorForms:
		title, content, buttons = e.form.title(), e.form.content(), e.formButtons(idle)
	case editorLeave:
		title, content = e.form.title(), []fyne.CanvasObject{kit.NewSoft(say.get("editor.leave_question"))}
		buttons = []string{"give_up", "stay"}
	case editorHosts:
		title = e.form.title()
		content = []fyne.CanvasObject{kit.NewSoft(say.get("editor.hosts_question")), recipientRows(say, v.Form.Recipients), e.said}
		buttons = []string{"from_hosts", e.likely()}
		enable(e.buttons[e.likely()], idle && !v.Form.Saving)
	case editorDelete:
		content, buttons = e.deleting(), []string{"delete_sure", "keep"}
		enable(e.buttons["delete_sure"], idle)
	case editorLookUp, editorTrial:
		title, content, buttons = e.tries.page(e.place)
	case editorImport:
		title, content, buttons = e.taking.page()
		enable(e.buttons["take"], idle && e.taking.picked())
		enable(e.buttons["drop"], !v.Busy)
		e.buttons["drop"].Set(say.get(e.taking.away()), "")
	case editorExport:
		title, content, buttons = heading(say.get("editor.button.export")), e.export.content(), []string{"to_list", "export_to"}
		enable(e.buttons["export_to"], !v.Busy && len(e.export.ids()) > 0)
	}
	e.dialog.SetTitle(title)
	e.dialog.SetContent(content...)
	shown := make([]*kit.Button, len(buttons))
	for i, name := range buttons {
		shown[i] = e.buttons[name]
	}
	e.dialog.SetButtons(shown...)
	e.dialog.Refresh()
}

// listButtons returns the buttons below the list. idle: the file can be changed now.
func (e *editor) listButtons(idle bool) []string {
	v := e.view
	enable(e.buttons["new"], idle)
	enable(e.buttons["import"], idle)
	enable(e.buttons["export"], len(e.own()) > 0 && !v.Busy)
	return slices.DeleteFunc([]string{"new", "import", "export", "close"}, func(name string) bool {
		return name == "new" && v.NoNew || name == "import" && v.NoImport || name == "export" && e.w.drawn.Fixed.NoExport
	})
}

// formButtons returns the buttons below the form. idle: the file can be changed now.
func (e *editor) formButtons(idle bool) []string {
	v, form := e.view, e.view.Form
	enable(e.buttons["delete"], idle && !form.Changed)
	enable(e.buttons["duplicate"], idle && !form.Changed)
	enable(e.buttons["try"], form.CanTry && !form.Saving)
	all := []string{"delete", "duplicate", "try", "to_list"}
	switch {
	case form.ReadOnly:
	case form.ID == "":
		all = append(all, "save_only", "use")
	case form.ID == e.w.drawn.Environment.ID:
		all = append(all, "save")
	default:
		all = append(all, "use_too", "save")
	}
	for _, name := range []string{"save", "use", "save_only", "use_too"} {
		enable(e.buttons[name], idle && !form.Saving && !form.ReadOnly)
	}
	return slices.DeleteFunc(all, func(name string) bool {
		switch name {
		case "delete":
			return form.ID == "" || form.ReadOnly || form.Kept
		case "duplicate":
			return form.ID == "" || v.NoNew
		}
		return false
	})
}

// heading returns the label of a button as a title.
func heading(label string) string { return strings.TrimSuffix(label, "…") }

// own returns the user's own environments.
func (e *editor) own() []desk.Environment {
	var own []desk.Environment
	for _, one := range e.view.Environments {
		if !one.BuiltIn && !one.Machine {
			own = append(own, one)
		}
	}
	return own
}

// deleting returns the question before an environment is deleted.
func (e *editor) deleting() []fyne.CanvasObject {
	say, asked := e.w.words, e.view.Deleting
	all := []fyne.CanvasObject{kit.NewSoft(say.get("editor.delete_question", "Name", say.environment(asked.Environment)))}
	if asked.InUse {
		all = append(all, kit.NewSoft(say.get("editor.delete_in_use")))
	}
	if asked.OwnSecret {
		all = append(all, e.forget)
	}
	return append(all, e.said)
}

// focus focuses the first widget of the open page.
func (e *editor) focus() {
	first := map[string]string{
		editorLeave: "stay", editorHosts: "from_hosts", editorDelete: "keep", editorLookUp: "to_form", editorTrial: "to_form", editorImport: "drop", editorExport: "export_to",
	}
	switch e.place {
	case editorList:
		e.rows.UnselectAll()
		e.w.focus(e.rows)
	case editorForms:
		if e.last != nil {
			e.w.focus(e.last)
			return
		}
		e.form.focusFirst()
	default:
		e.w.focus(e.buttons[first[e.place]])
	}
}

// openFile asks which file to import. The desk reads and closes it in the background.
func (e *editor) openFile() {
	e.file.show(e.w, e.dialog.Keys(), dialog.NewFileOpen(func(from fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			e.w.tell(desk.Say("editor.unreadable"), true)
		case from != nil:
			e.desk.ReadImport(from, from.URI().Name())
		}
	}, e.w.window))
}

// saveFile asks where to save the export.
func (e *editor) saveFile() {
	ids := e.export.ids()
	if len(ids) == 0 {
		return
	}
	failed := func(error) desk.Text { return desk.Say("editor.not_exported") }
	e.file.saveAs(e.w, e.dialog.Keys(), e.w.words.get("editor.export_file"), "", failed, func(to fyne.URIWriteCloser) {
		e.desk.ExportEnvironments(ids, to)
		e.ask("")
	})
}
