package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/kit"
)

// field is an entry of the form with its caption and the problem of its text below it.
type field struct {
	w     *Window
	entry *kit.Entry
	root  *kit.Field
	echo  echo
	below below
	named string
	note  string
}

// below is the text of the line under a field, and its style.
type below struct {
	way  way
	text string
}

// way is the style of the text below a field.
type way int

const (
	hint way = iota
	valid
	problem
)

// newField returns a field that passes what is typed to the desk.
func newField(w *Window, options kit.EntryOptions, caption string, typed func(string)) *field {
	f := &field{w: w, named: caption}
	f.entry = kit.NewEntry(w.keys, options, func(text string) {
		if !w.drawn.Locked {
			f.echo.typed(text)
			typed(text)
			w.revealCaret() // the user may have scrolled away from it
		}
	})
	f.root = kit.NewField(caption, f.entry)
	return f
}

// pasteDesk is what the fields of the form need of the desk for what is pasted.
type pasteDesk interface {
	PastePerson(desk.Pasted)
	LeavePerson()
	NotePasted(field string, p desk.Pasted)
}

// takesPaste cuts and cleans what is pasted into the field before the entry lays it out. A text
// that names a person replaces the whole field.
func (f *field) takesPaste(part string, d pasteDesk) {
	f.entry.OnPaste(func(text string, insert func(string)) {
		p := desk.NewPasted(text)
		if part == desk.FieldPerson && !desk.FindPerson(&f.w.drawn, p.Text).IsZero() {
			d.PastePerson(p)
			return
		}
		insert(p.Text)
		if p.Cut || p.Cleaned {
			d.NotePasted(part, p)
		}
	})
	if part == desk.FieldPerson {
		f.entry.OnLeft(d.LeavePerson)
	}
}

// cleansPaste cuts and cleans what is pasted into a field outside the form, and says so.
func (f *field) cleansPaste() {
	f.entry.OnPaste(func(text string, insert func(string)) {
		p := desk.NewPasted(text)
		insert(p.Text)
		if notes := p.Notes(); len(notes) > 0 {
			f.say(below{text: noted(f.w.words, "", notes)})
		}
	})
}

// newPersonField returns a field with letters small enough for all 36 characters of a UUID to be
// visible in the narrowest form.
func newPersonField(w *Window, caption string, typed func(string)) *field {
	return newField(w, kit.EntryOptions{Mono: true, Small: true}, caption, typed)
}

// draw shows the field of a view. Without a problem, the line below it shows otherwise.
func (f *field) draw(field desk.Field, locked bool, otherwise below) {
	if f.echo.overwrites(field.Value, f.entry.Text, locked) {
		f.entry.Set(field.Value)
	}
	f.entry.SetLocked(locked)
	if text := f.w.words.say(field.Problem); text != "" && !locked {
		otherwise = below{problem, text}
	}
	if !locked {
		otherwise.text = noted(f.w.words, otherwise.text, field.Notes)
	}
	f.say(otherwise)
}

// noted adds notes to a text on one line.
func noted(say words, text string, notes []desk.Text) string {
	for _, note := range notes {
		text = strings.TrimPrefix(text+" · "+say.say(note), " · ")
	}
	return text
}

// name changes the caption, which can depend on the environment.
func (f *field) name(caption string) {
	if f.named != caption {
		f.named = caption
		f.root.SetCaption(caption)
	}
}

// say changes the line below the field.
func (f *field) say(now below) {
	if f.below == now {
		return
	}
	f.below = now
	mark := ""
	if now.way == problem {
		mark = now.text
	}
	f.entry.SetProblem(mark)
	switch now.way {
	case problem:
		f.root.SetProblem(now.text)
	case valid:
		f.root.SetValid(now.text)
	default:
		f.root.SetHint(now.text)
	}
}

// remark changes the note to the right of the caption: that it is required, a counter.
func (f *field) remark(note string) {
	if f.note != note {
		f.note = note
		f.root.SetNote(note)
	}
}

// example changes what an empty field shows.
func (f *field) example(text string) {
	if f.entry.PlaceHolder != text {
		f.entry.SetPlaceHolder(text)
	}
}

// choice is a select of the form with its caption. Its options are the ids of a view, labelled in
// words.
type choice struct {
	pick *kit.Select
	root *kit.Field
}

func newChoice(w *Window, caption string, picked func(id string)) *choice {
	c := &choice{pick: kit.NewSelect(w.keys, kit.SelectField, nil, "", func(id string) {
		if !w.drawn.Locked {
			picked(id)
		}
	})}
	c.root = kit.NewField(caption, c.pick)
	return c
}

func (c *choice) draw(ids []string, picked string, locked bool, name func(id string) string) {
	c.pick.SetOptions(options(ids, name))
	c.pick.SetSelected(picked)
	enable(c.pick, !locked)
}

// options returns ids as options, labelled by name.
func options(ids []string, name func(id string) string) []kit.Option {
	all := make([]kit.Option, len(ids))
	for i, id := range ids {
		all[i] = kit.Option{Value: id, Label: name(id)}
	}
	return all
}

// show shows or hides an object, if it isn't so already.
func show(o fyne.CanvasObject, shown bool) {
	switch {
	case o.Visible() == shown:
	case shown:
		o.Show()
	default:
		o.Hide()
	}
}

// enable enables or disables a widget, if it isn't so already.
func enable(d fyne.Disableable, enabled bool) {
	switch {
	case d.Disabled() != enabled:
	case enabled:
		d.Enable()
	default:
		d.Disable()
	}
}
