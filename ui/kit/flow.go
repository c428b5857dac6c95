package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"ringback/ui/linebreak"
)

// run is a stretch of text in one style.
type run struct {
	text    string
	size    float32
	style   fyne.TextStyle
	color   fyne.ThemeColorName
	spacing float32 // between the letters, in dp; the run is then drawn letter by letter
}

// piece is a part of a run at its place in a paragraph.
type piece struct {
	run  run
	text string
	x, y float32 // of the upper left corner
	size fyne.Size
	base float32 // from the upper edge to the baseline
}

// paragraph is a text broken into lines.
type paragraph struct {
	pieces        []piece
	lines         int
	width, height float32
}

// flow breaks runs into lines of at most width; zero or less gives a single line. Words are kept
// whole where they fit, and a run that follows another without a space stays on its line. It is for
// short texts; use [Rows] for long ones.
func flow(width float32, runs ...run) paragraph {
	f := &flowing{limit: width, done: paragraph{pieces: make([]piece, 0, mostPieces(runs))}}
	eachWord(runs, f.add)
	f.endLine()
	return f.done
}

// mostPieces returns how many pieces runs usually have at most, so that they are made at once.
func mostPieces(runs []run) int {
	count := len(runs)
	for _, r := range runs {
		count += strings.Count(r.text, " ")
	}
	return count
}

// longestWord returns the width below which words would have to be broken.
func longestWord(runs ...run) float32 {
	longest := float32(0)
	eachWord(runs, func(w word) { longest = max(longest, w.width()) })
	return longest
}

// word is a stretch without spaces, perhaps of several runs.
type word struct {
	parts     []piece
	blank     float32 // the width of the space before it
	breakHere bool    // it follows a line break
}

func (w word) width() float32 {
	width := float32(0)
	for _, part := range w.parts {
		width += part.size.Width
	}
	return width
}

// eachWord splits runs at their spaces. Each word is good until the next one: the same memory is
// used for its parts, because a window measures its texts for each frame.
func eachWord(runs []run, do func(word)) {
	next := word{}
	finish := func() {
		if len(next.parts) > 0 {
			do(next)
			next = word{parts: next.parts[:0]}
		}
	}
	for _, r := range runs {
		blank := measure(r, " ").size.Width
		rest := r.text
		for rest != "" {
			at := strings.IndexFunc(rest, isBreak)
			if at != 0 {
				if at < 0 {
					at = len(rest)
				}
				next.parts = append(next.parts, measure(r, rest[:at]))
				rest = rest[at:]
				continue
			}
			finish()
			if rest[0] == '\n' {
				next.breakHere = true
			}
			next.blank = blank
			_, width := utf8.DecodeRuneInString(rest)
			rest = rest[width:]
		}
	}
	finish()
}

// isBreak reports whether a line may be broken at r. No-break spaces don't break a line.
func isBreak(r rune) bool { return r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) }

// measure returns a piece of a run, not yet placed.
func measure(r run, text string) piece {
	driver := fyne.CurrentApp().Driver()
	style, source := fontOf(text, r.style)
	size, base := driver.RenderedTextSize(text, r.size, style, source)
	if r.spacing > 0 {
		size.Width = 0
		for _, letter := range text {
			style, source := fontOf(string(letter), r.style)
			one, _ := driver.RenderedTextSize(string(letter), r.size, style, source)
			size.Width += one.Width + r.spacing
		}
	}
	return piece{run: r, text: text, size: size, base: base}
}

// leading is the space between two lines, as a fraction of their height.
const leading = 0.07

// flowing is a paragraph being laid out.
type flowing struct {
	done  paragraph
	limit float32
	line  int // the first piece of the line that is being filled
	x     float32
}

// begun reports whether the line has a piece.
func (f *flowing) begun() bool { return f.line < len(f.done.pieces) }

func (f *flowing) add(w word) {
	if w.breakHere {
		f.endLine()
	}
	width := w.width()
	if f.begun() && f.limit > 0 && f.x+w.blank+width > f.limit+0.5 {
		f.endLine()
	}
	if f.begun() {
		f.x += w.blank
	}
	for _, part := range w.parts {
		if f.limit > 0 && width > f.limit+0.5 {
			f.addBroken(part)
			continue
		}
		f.put(part)
	}
}

// addBroken lays out a part of a word too long for a line: an identifier or an address.
func (f *flowing) addBroken(part piece) {
	letters := []rune(part.text)
	for {
		room := lettersIn(part.run, letters, f.limit-f.x)
		if room == len(letters) {
			break
		}
		end := linebreak.At(letters, room)
		f.put(measure(part.run, string(letters[:end])))
		f.endLine()
		letters = letters[end:]
	}
	f.put(measure(part.run, string(letters)))
}

// lettersIn returns how many letters fit in a width; at least one, so that the layout terminates.
func lettersIn(r run, letters []rune, width float32) int {
	for count := 2; count <= len(letters); count++ {
		if measure(r, string(letters[:count])).size.Width > width+0.5 {
			return count - 1
		}
	}
	return len(letters)
}

func (f *flowing) put(part piece) {
	part.x = f.x
	f.x += part.size.Width
	f.done.pieces = append(f.done.pieces, part)
}

// endLine puts the pieces of the line on one baseline.
func (f *flowing) endLine() {
	if !f.begun() {
		return
	}
	line := f.done.pieces[f.line:]
	base, below := float32(0), float32(0)
	for _, part := range line {
		base = max(base, part.base)
		below = max(below, part.size.Height-part.base)
	}
	if f.done.lines > 0 {
		f.done.height += (base + below) * leading
	}
	for i, part := range line {
		line[i].y = f.done.height + base - part.base
	}
	f.done.height += base + below
	f.done.width = max(f.done.width, f.x)
	f.done.lines++
	f.line, f.x = len(f.done.pieces), 0
}

// draw returns the objects of a paragraph. Adjacent pieces of the same style become one object.
func (p paragraph) draw(l look) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for i := 0; i < len(p.pieces); i++ {
		part := p.pieces[i]
		if part.run.spacing > 0 {
			objects = append(objects, part.letters(l)...)
			continue
		}
		text := part.text
		for i+1 < len(p.pieces) && p.pieces[i+1].y == part.y && p.pieces[i+1].run == part.run {
			last := p.pieces[i]
			if p.pieces[i+1].x > last.x+last.size.Width {
				text += " "
			}
			i++
			text += p.pieces[i].text
		}
		objects = append(objects, part.object(l, text, part.x))
	}
	return objects
}

// letters draws a piece letter by letter, because Fyne has no letter spacing.
func (part piece) letters(l look) []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	x := part.x
	for _, letter := range part.text {
		object := part.object(l, string(letter), x)
		x += object.MinSize().Width + part.run.spacing
		objects = append(objects, object)
	}
	return objects
}

func (part piece) object(l look, text string, x float32) fyne.CanvasObject {
	object := canvas.NewText(linebreak.Steady(text), l.color(part.run.color))
	object.TextSize = part.run.size
	object.TextStyle, object.FontSource = fontOf(text, part.run.style)
	object.Move(fyne.NewPos(x, part.y))
	object.Resize(object.MinSize())
	return object
}

// shift moves objects together.
func shift(objects []fyne.CanvasObject, dx, dy float32) {
	for _, o := range objects {
		o.Move(o.Position().AddXY(dx, dy))
	}
}

// cut shortens a text to a width, ending it with an ellipsis if it was cut.
func cut(r run, width float32) string {
	if len(r.text) <= 4*mostLetters(r, width) && measure(r, r.text).size.Width <= width+0.5 {
		return r.text
	}
	letters := []rune(r.text)
	low, high := 0, min(len(letters), mostLetters(r, width))
	for low < high {
		middle := (low + high + 1) / 2
		if measure(r, string(letters[:middle])+"…").size.Width <= width+0.5 {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimRightFunc(string(letters[:low]), unicode.IsSpace) + "…"
}

// cutInside shortens a text to a width by removing its middle.
func cutInside(r run, width float32) string {
	if len(r.text) <= 4*mostLetters(r, width) && measure(r, r.text).size.Width <= width+0.5 {
		return r.text
	}
	letters := []rune(r.text)
	ends := func(kept int) string {
		return string(letters[:kept/2]) + "…" + string(letters[len(letters)-(kept+1)/2:])
	}
	low, high := 0, min(len(letters)-1, mostLetters(r, width))
	for low < high {
		middle := (low + high + 1) / 2
		if measure(r, ends(middle)).size.Width <= width+0.5 {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return ends(low)
}

// mostLetters returns more letters than fit in a width. It bounds the measuring: an arbitrarily
// long text in a row of 400 dp would take seconds.
func mostLetters(r run, width float32) int { return int(max(width, 0)/(r.size*0.15)) + 2 }

// width returns the width of a run on one line.
func (r run) width() float32 { return measure(r, r.text).size.Width }
