package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Field is a control of the form with a caption above it, a note to the right of the caption (a
// counter), and a line below it that says why the content is invalid, or that it is valid. The line
// takes up space only while it has a text.
type Field struct {
	widget.BaseWidget
	caption, note, below *Text
	tick                 *Symbol
	control              fyne.CanvasObject
}

// NewField returns a control with its caption.
func NewField(caption string, control fyne.CanvasObject) *Field {
	f := &Field{
		caption: NewCaption(caption),
		note:    NewText("", Style{Size: SizeSmall, Color: ColorSoft}),
		below:   NewText("", Style{Size: SizeSmall, Color: ColorSoft, Fit: Wrapped}),
		tick:    NewSymbol("check", 14, ColorInk),
		control: control,
	}
	f.tick.Hidden = true
	f.ExtendBaseWidget(f)
	return f
}

// Control returns the control under the caption.
func (f *Field) Control() fyne.CanvasObject { return f.control }

// Narrowest returns the width below which a word of the caption is broken, beside no note.
func (f *Field) Narrowest() float32 { return longestWord(f.caption.run(lookOf(f))) }

// Caption returns the caption.
func (f *Field) Caption() string { return f.caption.Text() }

// SetCaption changes the caption.
func (f *Field) SetCaption(text string) { f.caption.Set(text); f.Refresh() }

// SetNote changes the note at the right, "25 / 130".
func (f *Field) SetNote(text string) { f.note.Set(text); f.Refresh() }

// SetProblem shows why the content is invalid; an empty text removes the line.
func (f *Field) SetProblem(text string) { f.say(text, text != "", false) }

// SetValid shows that the content is valid, with a tick in ink; an empty text removes the line.
func (f *Field) SetValid(text string) { f.say(text, false, text != "") }

// SetHint shows a note about the content that isn't a problem; an empty text removes the line.
func (f *Field) SetHint(text string) { f.say(text, false, false) }

func (f *Field) say(text string, problem, valid bool) {
	color := ColorSoft
	if problem {
		color = ColorProblem
	}
	f.below.SetColor(color)
	f.below.Set(text)
	f.tick.Hidden = !valid
	if marked, ok := f.control.(interface{ SetProblem(string) }); ok {
		if !problem {
			text = ""
		}
		marked.SetProblem(text)
	}
	f.Refresh()
}

// CreateRenderer is for Fyne.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	head := NewTopRow(8, 0, f.caption, f.note)
	below := NewTopRow(4, 1, NewInset(2, 0, 0, 0, f.tick), f.below)
	return &fieldRenderer{field: f, head: head, below: below, objects: []fyne.CanvasObject{head, f.control, below}}
}

type fieldRenderer struct {
	field       *Field
	head, below *fyne.Container
	objects     []fyne.CanvasObject
}

func (r *fieldRenderer) layout() (column, []fyne.CanvasObject) {
	r.below.Hidden = r.field.below.Text() == ""
	r.field.note.Hidden = r.field.note.Text() == "" // else the caption loses the gap to it
	r.below.Objects[0].(*fyne.Container).Hidden = r.field.tick.Hidden
	return column{4}, r.objects
}

func (r *fieldRenderer) MinSize() fyne.Size {
	column, objects := r.layout()
	return column.MinSize(objects)
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	column, objects := r.layout()
	column.Layout(objects, size)
}

func (r *fieldRenderer) Refresh() {
	r.Layout(r.field.Size())
	r.head.Refresh()
	r.below.Refresh()
	r.field.control.Refresh()
	repaint(r.field)
}

func (r *fieldRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *fieldRenderer) Destroy()                     {}
