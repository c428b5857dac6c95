package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// editorFormDesk is what the form of an environment needs of the desk.
type editorFormDesk interface {
	SetEnvironmentField(key, typed string)
}

// editorForm is the page with the keys of one environment.
type editorForm struct {
	e       *editor
	id      string // the environment that the widgets were made for
	made    bool
	inputs  map[string]*editorInput
	shown   string // the visible keys, in order
	topics  []*editorTopic
	column  *fyne.Container
	problem *kit.Text
	note    *kit.Text
	told    string // the problem that was brought into sight; "" after each attempt to save
	new     bool   // the problem is another one
	lookUp  *kit.Button
	hosts   *fyne.Container // who gets what, below the endpoints
}

// editorInput is one key: an entry or a choice.
type editorInput struct {
	field *field
	pick  *kit.Select
	// propose fills in the proposed value; nil for a key that never has one
	propose *kit.Button
	offered string
	row     *fyne.Container // the entry and the button
	root    fyne.CanvasObject
}

func newEditorForm(e *editor) *editorForm {
	f := &editorForm{e: e, column: kit.NewColumn(14)}
	f.problem = kit.NewText("", kit.Style{Color: kit.ColorProblem, Fit: kit.Wrapped})
	f.note = kit.NewSoft("")
	f.hosts = kit.NewColumn(6)
	f.lookUp = kit.NewButton(e.dialog.Keys(), e.w.words.get("editor.button.look_up"), "", kit.Quiet, e.tries.lookItUp)
	return f
}

// title returns the name of the environment.
func (f *editorForm) title() string {
	say, form := f.e.w.words, f.e.view.Form
	if form.ID == "" {
		return say.get("editor.new_heading")
	}
	return say.environment(environmentOf(f.e.view.Environments, form.ID))
}

func (f *editorForm) content() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.note, f.problem, f.column}
}

// draw shows the keys of a view. The widgets stay while the form is about the same environment.
func (f *editorForm) draw(v *desk.Editor) {
	form := v.Form
	if form == nil {
		f.made = false
		return
	}
	if !f.made || f.id != form.ID {
		f.made, f.id, f.shown, f.inputs, f.topics = true, form.ID, "", map[string]*editorInput{}, nil
	}
	say := f.e.w.words
	locked := form.ReadOnly || form.Saving
	var keys []string
	for _, key := range form.Fields {
		input := f.inputs[key.Key]
		if input == nil {
			input = f.make(key)
			f.inputs[key.Key] = input
		}
		input.draw(f.e.w, key, locked || key.Fixed)
		keys = append(keys, key.Key)
	}
	enable(f.lookUp, form.CanTry && !form.Saving)
	if shown := strings.Join(keys, " "); shown != f.shown {
		f.shown = shown
		f.column.Objects = f.sections(form.Fields)
		f.column.Refresh()
	}
	for _, t := range f.topics {
		t.draw(say, form.Fields)
	}
	f.hosts.Objects = nil
	if show(f.hosts, len(form.Recipients) > 0); len(form.Recipients) > 0 {
		f.hosts.Objects = []fyne.CanvasObject{kit.NewText(say.get("setup.recipients"), kit.Style{Bold: true, Fit: kit.Wrapped}), recipientRows(say, form.Recipients)}
	}
	problem := say.say(form.Problem)
	f.new = problem != "" && problem != f.told
	f.told = problem
	f.problem.Set(problem)
	show(f.problem, problem != "")
	note := ""
	if form.ReadOnly {
		note = f.whyReadOnly(v)
	}
	f.note.Set(note)
	show(f.note, note != "")
	settle(f.column)
}

// whyReadOnly says why the environment can only be viewed.
func (f *editorForm) whyReadOnly(v *desk.Editor) string {
	say := f.e.w.words
	switch one := environmentOf(v.Environments, v.Form.ID); {
	case one.Machine:
		return say.get("editor.machine")
	case v.NoNew:
		return say.get("editor.no_own")
	case one.BuiltIn:
		return say.get("editor.built_in")
	}
	return say.say(v.Problem)
}

// sections returns the inputs: first what an environment needs, then the other topics, each folded.
func (f *editorForm) sections(fields []desk.EditorField) []fyne.CanvasObject {
	all := []fyne.CanvasObject{kit.NewText(f.e.w.words.get("editor.section."+desk.SectionNeeded), kit.Style{Bold: true})}
	for _, key := range fields {
		if key.Section == desk.SectionNeeded {
			all = append(all, f.inputs[key.Key].root)
			continue
		}
		t := f.topic(key.Section)
		if !slices.Contains(all, fyne.CanvasObject(t.root)) {
			t.content.Objects = nil
			all = append(all, t.root)
			if key.Section == desk.SectionEndpoints {
				all = append(all, f.hosts)
			}
		}
		t.content.Add(f.inputs[key.Key].root)
	}
	return all
}

// make returns the input for a key.
func (f *editorForm) make(key desk.EditorField) *editorInput {
	w, keys := f.e.w, f.e.dialog.Keys()
	caption := w.words.get("editor.label." + keyWord(key.Key))
	input := &editorInput{}
	if key.Choices != nil {
		input.pick = kit.NewSelect(keys, kit.SelectField, nil, "", func(value string) { f.e.desk.SetEnvironmentField(key.Key, value) })
		input.root = kit.NewField(caption, input.pick)
		return input
	}
	entry := &field{w: w}
	mono := key.Key != "name" && key.Key != "organisation" && key.Key != "reference_template"
	entry.entry = kit.NewEntry(keys, kit.EntryOptions{Mono: mono}, func(text string) {
		entry.echo.typed(text)
		f.e.desk.SetEnvironmentField(key.Key, text)
	})
	switch key.Key {
	case "issuer":
		entry.root = kit.NewField(caption, kit.NewStretchRow(8, 0, entry.entry, f.lookUp))
	case "pinned_keys":
		input.propose = kit.NewButton(keys, w.words.get("editor.button.propose"), "", kit.Quiet, func() { f.e.desk.SetEnvironmentField(key.Key, input.offered) })
		input.row = kit.NewStretchRow(8, 0, entry.entry, input.propose)
		entry.root = kit.NewField(caption, input.row)
	default:
		entry.root = kit.NewField(caption, entry.entry)
	}
	input.field, input.root = entry, entry.root
	return input
}

// draw shows the value and the problem of the key.
func (i *editorInput) draw(w *Window, key desk.EditorField, locked bool) {
	say := w.words
	if i.pick != nil {
		choices := key.Choices
		value := key.Value
		if value == "" {
			value = key.Default
		}
		if !slices.Contains(choices, value) {
			// a built-in environment may have a value that users can't choose
			choices = append(slices.Clone(choices), value)
		}
		i.pick.SetOptions(options(choices, func(id string) string {
			if id == "" {
				id = "none"
			}
			return say.orRaw("editor.choice.", id, "")
		}))
		i.pick.SetSelected(value)
		enable(i.pick, !locked)
		// of the choice itself, or of its combination with other keys
		if key.Fixed {
			i.root.(*kit.Field).SetHint(say.get("fixed.line"))
		} else {
			i.root.(*kit.Field).SetProblem(say.say(key.Problem))
		}
		return
	}
	note := ""
	if say.Has("editor.note." + keyWord(key.Key)) {
		note = say.get("editor.note." + keyWord(key.Key))
	}
	if key.Default != "" {
		note = strings.TrimSpace(note + " " + say.get("editor.empty_means", "Default", key.Default))
	}
	if i.propose != nil {
		i.offered = key.Proposal
		show(i.propose, key.Proposal != "")
		enable(i.propose, !locked)
		settle(i.row)
	}
	if !key.Why.IsZero() {
		note = say.say(key.Why)
	}
	if key.Fixed {
		note = say.get("fixed.line")
	}
	i.field.draw(desk.Field{Value: key.Value, Problem: key.Problem}, locked, below{hint, note})
}

// showProblem scrolls a new problem into view: the first invalid field, or the note above all
// fields.
func (f *editorForm) showProblem() {
	if !f.new {
		return
	}
	f.new = false
	for _, key := range f.e.view.Form.Fields {
		if key.Problem.IsZero() {
			continue
		}
		f.focusKey(key)
		return
	}
	f.e.dialog.ScrollToTop()
}

// focusKey focuses a key, where necessary in its unfolded topic.
func (f *editorForm) focusKey(key desk.EditorField) {
	if key.Section != desk.SectionNeeded {
		f.topic(key.Section).fold.SetOpen(true)
		settle(f.column)
		f.e.dialog.Refresh()
	}
	if input := f.inputs[key.Key]; input.pick != nil {
		f.e.w.focus(input.pick)
	} else {
		f.e.w.focus(input.field.entry)
	}
}

// focusFirst focuses the first key.
func (f *editorForm) focusFirst() {
	form := f.e.view.Form
	switch {
	case form.ReadOnly:
		f.e.w.focus(f.e.buttons["to_list"])
	default:
		f.focusKey(firstOpen(form.Fields)) // the issuer: a look-up fills in the rest
	}
}

// firstOpen returns the first key with an entry that the policy doesn't fix.
func firstOpen(fields []desk.EditorField) desk.EditorField {
	for _, field := range fields {
		if !field.Fixed && field.Choices == nil {
			return field
		}
	}
	return fields[0]
}

// keyWord returns a key of the file as part of a translation key, in which id is reserved.
func keyWord(key string) string {
	if key == "id" {
		return "identifier"
	}
	return key
}
