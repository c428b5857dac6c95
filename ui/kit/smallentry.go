package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// shrink makes the letters of an entry smaller, whenever it is drawn anew. Fyne takes their size
// from the entry's theme only, and only a theme override can set that; it forgets the override with
// what draws the entry, a minute after it was last seen.
//
// Fyne keeps fonts of their own for each override, and makes another override of it at each
// refresh. So this one isn't in the window, and the texts drawn until now, which belong to it, are
// replaced: a new segment gets a new text, in the size of the override and with everybody's fonts.
// The replaced ones are kept by Fyne for good, so they are empty.
func (e *Entry) shrink() {
	text, placeHolder, row, column := e.Text, e.PlaceHolder, e.CursorRow, e.CursorColumn
	e.shrinking, e.Text, e.PlaceHolder = true, "", ""
	container.NewThemeOverride(e, smallText{})
	for _, text := range e.drawn.texts() {
		for i, segment := range text.Segments {
			if old, ok := segment.(*widget.TextSegment); ok {
				renewed := *old
				renewed.Style.SizeName = SizeSmall // even where Fyne has forgotten a single text
				text.Segments[i] = &renewed
			}
		}
	}
	e.shrinking, e.Text, e.PlaceHolder = false, text, placeHolder
	e.CursorRow, e.CursorColumn = row, column
	e.Refresh()
}

// texts returns the texts in Fyne's entry: what is typed, and what an empty field shows.
func (r *entryRenderer) texts() []*widget.RichText {
	scroll := r.scroll()
	if scroll == nil {
		return nil
	}
	content, ok := scroll.Content.(fyne.Widget)
	if !ok {
		return nil
	}
	var texts []*widget.RichText
	for _, o := range content.CreateRenderer().Objects() {
		if text, ok := o.(*widget.RichText); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// smallText is the current theme with a smaller text size.
type smallText struct{}

func (smallText) now() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color is the theme's.
func (s smallText) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	return s.now().Color(name, variant)
}

// Font is the theme's.
func (s smallText) Font(style fyne.TextStyle) fyne.Resource { return s.now().Font(style) }

// Icon is the theme's.
func (s smallText) Icon(name fyne.ThemeIconName) fyne.Resource { return s.now().Icon(name) }

// Size is the theme's, except that of the text.
func (s smallText) Size(name fyne.ThemeSizeName) float32 {
	if name == SizeText {
		name = SizeSmall
	}
	return s.now().Size(name)
}
