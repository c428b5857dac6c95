package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// EntryOptions is the kind of an [Entry]. The zero value is a single line.
type EntryOptions struct {
	Rows int // more than 1: a taller field whose text wraps
	// Grows makes the field higher for a longer text, up to twice as many rows
	Grows bool
	// Breaks lets Enter add a line break, with Rows. Without it the text is one line, shown wrapped
	Breaks   bool
	Password bool // shows dots; can't be copied
	Mono     bool
	Small    bool // letters as small as those of captions
	Replaced bool // a paste replaces a locked text as well; see [Entry.OnPaste]
	// Limit is how many characters can be typed; 0 for no limit. It doesn't limit pasted text: see
	// [Entry.OnPaste]
	Limit int
}

// Entry is a text field. While it is locked its text can be selected and copied, and nothing can be
// typed, pasted, cut, deleted or undone.
type Entry struct {
	widget.Entry
	keys    *Keys
	options EntryOptions
	focused bool
	locked  bool
	problem string
	quiet   bool // while the program sets the text
	changed func(string)
	pasted  func(text string, insert func(string))
	copied  func(text string) string
	left    func() // called when the focus has moved away; may be nil
	down    func() // what Down does on the last line; may be nil
	drawn   *entryRenderer

	shrinking bool // a renderer is made in which the letters aren't small yet
}

var (
	_ desktop.Keyable   = (*Entry)(nil)
	_ fyne.Shortcutable = (*Entry)(nil)
	_ fyne.Tabbable     = (*Entry)(nil)
)

// NewEntry returns an empty entry. changed is called for each change by the user, and not for
// [Entry.Set].
func NewEntry(keys *Keys, options EntryOptions, changed func(string)) *Entry {
	e := &Entry{keys: keys, options: options, changed: changed}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if options.Rows > 1 {
		e.MultiLine = true
		e.Wrapping = fyne.TextWrapWord
		e.SetMinRowsVisible(options.Rows)
	}
	e.Password = options.Password
	e.setStyle()
	e.OnChanged = e.onChanged
	e.ExtendBaseWidget(e)
	return e
}

// setStyle sets the style that draws the text, and reports whether it is another one now.
func (e *Entry) setStyle() bool {
	style := fyne.TextStyle{}
	if e.options.Mono {
		style, _ = fontOf(e.Text+e.PlaceHolder, fyne.TextStyle{Monospace: true})
	}
	was := e.TextStyle
	e.TextStyle = style
	return style != was
}

func (e *Entry) onChanged(text string) {
	if e.setStyle() {
		e.Refresh()
	}
	if !e.quiet && e.changed != nil {
		e.changed(text)
	}
}

// OnPaste sets a function that gets pasted text instead of the entry and decides what to do with
// it: Fyne lays out all of a long text on its goroutine, so a few megabytes would freeze the
// window. insert pastes a text where the cursor is. While the field is locked the function is
// called only with [EntryOptions.Replaced], and insert does nothing.
func (e *Entry) OnPaste(pasted func(text string, insert func(string))) { e.pasted = pasted }

// OnLeft sets a function that is called when the focus has left the field.
func (e *Entry) OnLeft(left func()) { e.left = left }

// insert pastes a text where the cursor is.
func (e *Entry) insert(text string) {
	if !e.locked {
		e.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: content(text)})
	}
}

// content is a clipboard that holds a text.
type content string

// Content returns the text.
func (c content) Content() string { return string(c) }

// SetContent does nothing: only pasting uses it.
func (c content) SetContent(string) {}

// OnCopy sets a function that returns what is copied of a selected text. Cutting isn't copying: it
// moves the text.
func (e *Entry) OnCopy(copied func(text string) string) { e.copied = copied }

// Set changes the text without calling changed, and clears the undo history. Setting the same text
// leaves the cursor where it is.
func (e *Entry) Set(text string) {
	if e.Text == text {
		return
	}
	e.quiet = true
	e.SetText(text)
	e.quiet = false
}

// OnDown sets what Down does on the last line, for a field that offers a choice.
func (e *Entry) OnDown(do func()) { e.down = do }

// SetLocked locks or unlocks the field.
func (e *Entry) SetLocked(locked bool) {
	if e.locked == locked {
		return
	}
	e.locked = locked
	// Fyne's own disabling stops typing and draws the text soft; see Disabled for what it must not
	// do.
	if locked {
		e.Disable()
	} else {
		e.Enable()
	}
}

// Locked reports whether the field is locked.
func (e *Entry) Locked() bool { return e.locked }

// Disabled is always false, locked or not: Fyne gives a disabled entry no shortcuts, and with the
// focus in a locked field Ctrl+Enter would then arrive as a bare Enter.
func (e *Entry) Disabled() bool { return false }

// SetProblem marks the field as invalid, or with an empty text as valid. [Field] shows the text.
func (e *Entry) SetProblem(problem string) {
	if e.problem != problem {
		e.problem = problem
		e.Refresh()
	}
}

// FocusGained shows the ring.
func (e *Entry) FocusGained() {
	e.focused = !e.keys.behind()
	if e.focused {
		e.Entry.FocusGained()
	}
	e.keys.gotFocus()
}

// FocusLost hides the ring.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	if e.left != nil && !e.keys.behind() { // it will be back
		e.left()
	}
}

// AcceptsTab is false: Tab moves to the next field, in a multi-line field as well.
func (e *Entry) AcceptsTab() bool { return false }

// KeyDown passes the event to the key table.
func (e *Entry) KeyDown(ev *fyne.KeyEvent) {
	e.keys.KeyDown(ev)
	e.Entry.KeyDown(ev)
}

// KeyUp passes the event to the key table.
func (e *Entry) KeyUp(ev *fyne.KeyEvent) {
	e.keys.KeyUp(ev)
	e.Entry.KeyUp(ev)
}

// TypedKey asks the key table first, and then edits the text.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	if e.keys.TypedKey(ev) {
		return
	}
	if oneEnter(ev.Name) == fyne.KeyReturn && e.MultiLine && !e.options.Breaks {
		if e.OnSubmitted != nil && !e.locked {
			e.OnSubmitted(e.Text)
		}
		return
	}
	row := e.CursorRow
	e.Entry.TypedKey(ev)
	if ev.Name == fyne.KeyDown && e.down != nil && !e.locked && e.CursorRow == row && e.SelectedText() == "" && e.keys.firstPress(ev) {
		e.down()
	}
}

// TypedRune inserts a character, up to the limit.
func (e *Entry) TypedRune(r rune) {
	if limit := e.options.Limit; limit > 0 && utf8.RuneCountInString(e.Text) >= limit && e.SelectedText() == "" {
		return
	}
	e.Entry.TypedRune(r)
}

// TypedShortcut asks the key table first, and then copies, pastes and so on. While locked it
// ignores what would change the text.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if e.keys.TypedShortcut(s) {
		return
	}
	switch shortcut := s.(type) {
	case *fyne.ShortcutCopy:
		text := e.selectedText()
		if e.copied != nil && text != "" {
			text = e.copied(text)
			shortcut.Clipboard.SetContent(text)
			e.keys.copied(text)
			return
		}
		defer e.keys.copied(text)
	case *fyne.ShortcutSelectAll:
	case *fyne.ShortcutPaste:
		if e.pasted != nil && (!e.locked || e.options.Replaced) {
			e.pasted(shortcut.Clipboard.Content(), e.insert)
			return
		}
		if e.locked {
			return
		}
		text := shortcut.Clipboard.Content()
		text = strings.ToValidUTF8(text[:min(len(text), maxPasted)], "")
		if !e.options.Breaks {
			text = oneLine(text)
		}
		s = &fyne.ShortcutPaste{Clipboard: content(text), Secondary: shortcut.Secondary}
	case *fyne.ShortcutCut:
		if e.locked {
			return
		}
		defer e.keys.copied(e.selectedText())
	default:
		if e.locked {
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// selectedText returns the text that may be copied.
func (e *Entry) selectedText() string {
	if e.Password {
		return ""
	}
	return e.SelectedText()
}

// maxPasted bounds what is pasted into an entry without [Entry.OnPaste], in bytes. No field takes
// as much: what was cut is still refused as too long, and Fyne doesn't lay out megabytes first.
const maxPasted = 64 << 10

// oneLine returns a text for a single-line field: line breaks at the end are dropped, others
// become spaces.
func oneLine(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(strings.TrimRight(text, "\r\n"))
}

// TappedSecondary opens a menu. As in every menu, the key table is off.
func (e *Entry) TappedSecondary(ev *fyne.PointEvent) {
	clipboard := fyne.CurrentApp().Clipboard()
	do := func(s fyne.Shortcut) func() { return func() { e.TypedShortcut(s) } }
	takeFocus(e)
	showMenuAt(e, ev.Position, e.keys, []MenuItem{
		{Label: lang.L("Cut"), Disabled: e.locked || e.Password, Act: do(&fyne.ShortcutCut{Clipboard: clipboard})},
		{Label: lang.L("Copy"), Disabled: e.Password, Act: do(&fyne.ShortcutCopy{Clipboard: clipboard})},
		{Label: lang.L("Paste"), Disabled: e.locked && !e.options.Replaced, Act: do(&fyne.ShortcutPaste{Clipboard: clipboard})},
		{Label: lang.L("Select all"), Act: do(&fyne.ShortcutSelectAll{})},
	})
}

// MinSize is the size of the rows, and of what a long text needs at the present width: Fyne keeps
// only the former.
func (e *Entry) MinSize() fyne.Size {
	least := e.Entry.MinSize()
	if e.drawn != nil && e.options.Grows && e.Size().Width > 0 {
		least.Height = max(least.Height, e.drawn.needed(2*least.Height))
	}
	return least
}

// CreateRenderer is for Fyne.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	if e.options.Small && !e.shrinking {
		e.shrink() // it makes what draws the entry
		return e.drawn
	}
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), entry: e, ground: newPlate(e)}
	if !e.MultiLine {
		r.wheel = newWheel(e)
	}
	e.drawn = r
	r.draw()
	return r
}

// entryRenderer draws ground, border and ring around what Fyne's entry draws.
type entryRenderer struct {
	fyne.WidgetRenderer
	entry  *Entry
	ground *plate
	wheel  *wheel // nil for several lines, which can scroll
}

func (r *entryRenderer) MinSize() fyne.Size {
	least := r.WidgetRenderer.MinSize().AddWidthHeight(2*r.inset(), 0)
	least.Height = max(least.Height, lookOf(r.entry).dp(41))
	return least
}

// needed returns the height in which the whole text can be read, up to a limit.
func (r *entryRenderer) needed(limit float32) float32 {
	scroll := r.scroll()
	if scroll == nil {
		return 0
	}
	return min(scroll.Content.MinSize().Height+2*r.entry.Theme().Size(theme.SizeNameInputBorder), limit)
}

// scroll returns what scrolls the text; nil if nothing does.
func (r *entryRenderer) scroll() *container.Scroll {
	for _, o := range r.inner() {
		if found, ok := o.(*container.Scroll); ok {
			return found
		}
	}
	return nil
}

// inset is how much further in the text is than in Fyne's entry.
func (r *entryRenderer) inset() float32 { return lookOf(r.entry).dp(2) }

func (r *entryRenderer) Layout(size fyne.Size) {
	place(r.ground.Raster, 0, 0, size.Width, size.Height)
	if r.wheel != nil {
		place(r.wheel, 0, 0, size.Width, size.Height)
	}
	inner, top := size.SubtractWidthHeight(2*r.inset(), 0), float32(0)
	if !r.entry.MultiLine { // Fyne puts the text at the top
		inner.Height = r.WidgetRenderer.MinSize().Height
		top = (size.Height - inner.Height) / 2
	} else {
		inner.Height = r.wholeLines(inner.Height)
	}
	r.WidgetRenderer.Layout(inner)
	shift(r.inner(), r.inset(), top)
}

// wholeLines returns the part of a height in which Fyne may scroll a taller text: the lower edge
// stays empty, as it is below a text that fits, instead of showing the upper half of a line.
func (r *entryRenderer) wholeLines(height float32) float32 {
	th, scroll := r.entry.Theme(), r.scroll()
	if scroll == nil || scroll.Content.MinSize().Height <= height {
		return height
	}
	edge, border := th.Size(theme.SizeNameInnerPadding), th.Size(theme.SizeNameInputBorder)
	line := fyne.MeasureText("M", th.Size(theme.SizeNameText), r.entry.TextStyle).Height
	return edge + float32(int((height-2*edge)/line+0.1))*line + border
}

func (r *entryRenderer) draw() {
	l := lookOf(r.entry)
	line, width := ColorFieldBorder, l.hair()
	switch {
	case r.entry.focused:
		line, width = ColorAccent, l.dp(ringWidth)
	case r.entry.problem != "":
		line = ColorProblem
	}
	l.plate(r.ground, ColorField, line, width, 8)
}

func (r *entryRenderer) Refresh() {
	r.entry.setStyle() // the theme can be another one
	r.draw()
	r.WidgetRenderer.Refresh()
	r.Layout(r.entry.Size())
}

// inner returns what Fyne's entry draws without its ground and border, which are the first
// rectangles.
func (r *entryRenderer) inner() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	for len(objects) > 0 {
		if _, isGround := objects[0].(*canvas.Rectangle); !isGround {
			break
		}
		objects = objects[1:]
	}
	return objects
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	all := append([]fyne.CanvasObject{r.ground.Raster}, r.inner()...)
	if r.wheel != nil {
		all = append(all, r.wheel)
	}
	return all
}
