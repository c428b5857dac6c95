package kit

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Prompted is what a [Prompt] shows. Whatever is empty is left out.
type Prompted struct {
	Badge, BadgeTone string
	Word, Tone       string // the state
	Left             Figure // the countdown
	Caption          string // of what to say next
	Line, Code       string // what to say, with the code in it, which is enlarged
	More             string // what else to say
	Keys             []PromptedKey
	Factor           float32 // by how much everything is larger than as designed
}

// PromptedKey is a key that does something now.
type PromptedKey struct {
	Key, Does string
	Next      bool // it is the one to press
}

// Prompt is all that is in the small window of a presenter. While the big screen's theme is in
// force, which is for everything that Fyne shows, it draws in the sizes of a window. It can't have
// the focus.
type Prompt struct {
	widget.BaseWidget
	shown Prompted
}

// The measures of a prompt, in dp: its edge, the gap between its parts, and that between two keys.
const (
	promptEdge  = 20
	promptGap   = 14
	promptRow   = 6
	promptLeast = 320
)

// NewPrompt returns an empty prompt.
func NewPrompt() *Prompt {
	p := &Prompt{shown: Prompted{Factor: 1}}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes what is shown.
func (p *Prompt) Set(now Prompted) {
	if !reflect.DeepEqual(p.shown, now) {
		p.shown = now
		p.Refresh()
	}
}

// Shown returns what is shown.
func (p *Prompt) Shown() Prompted { return p.shown }

// AccessibilityLabel is everything that is shown.
func (p *Prompt) AccessibilityLabel() string {
	s := p.shown
	lines := []string{spoken(s.Badge, s.Word, strings.TrimSpace(s.Left.Value+" "+s.Left.After)), spoken(s.Caption, s.Line, s.More)}
	for _, key := range s.Keys {
		lines = append(lines, spoken(key.Key, key.Does))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// AccessibilityRole is text.
func (*Prompt) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is for Fyne.
func (p *Prompt) CreateRenderer() fyne.WidgetRenderer {
	r := &promptRenderer{prompt: p}
	r.draw(p.Size().Width)
	return r
}

type promptRenderer struct {
	prompt  *Prompt
	objects []fyne.CanvasObject
	drawn   float32 // the width it was drawn for
	height  float32
}

func (r *promptRenderer) dp(n float32) float32 { return n * r.prompt.shown.Factor }

// size returns the size of a text as it is outside presentations.
func (r *promptRenderer) size(name fyne.ThemeSizeName) float32 {
	own, _ := sizes(name)
	return r.dp(own)
}

func (r *promptRenderer) MinSize() fyne.Size { return fyne.NewSize(r.dp(promptLeast), r.height) }

func (r *promptRenderer) Layout(size fyne.Size) {
	if size.Width != r.drawn {
		r.draw(size.Width)
	}
}

func (r *promptRenderer) Refresh() {
	r.draw(r.prompt.Size().Width)
	repaint(r.prompt)
}

func (r *promptRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *promptRenderer) Destroy() {}

// draw puts the parts below each other, and notes how high they are.
func (r *promptRenderer) draw(width float32) {
	r.drawn, r.objects = width, nil
	l, edge := lookOf(r.prompt), r.dp(promptEdge)
	inner := max(width, r.dp(promptLeast)) - 2*edge
	y := edge
	for _, part := range []func(look, float32, float32) float32{r.drawHead, r.drawLine, r.drawKeys} {
		if height := part(l, inner, y); height > 0 {
			y += height + r.dp(promptGap)
		}
	}
	r.height = y - r.dp(promptGap) + edge
}

// put adds a paragraph at a place.
func (r *promptRenderer) put(l look, p paragraph, x, y float32) {
	objects := p.draw(l)
	shift(objects, x, y)
	r.objects = append(r.objects, objects...)
}

// drawHead draws the badge and, at the right, the countdown, and below them the state.
func (r *promptRenderer) drawHead(l look, inner, y float32) float32 {
	s, edge, top := r.prompt.shown, r.dp(promptEdge), y
	if s.Badge != "" {
		text, ground := ToneColor(s.BadgeTone)
		badge := flow(0, run{text: s.Badge, size: r.size(SizeSmall), style: fyne.TextStyle{Bold: true}, color: text})
		behind := unseen()
		behind.FillColor, behind.CornerRadius = l.color(ground), r.dp(5)
		place(behind, edge, y, badge.width+r.dp(16), badge.height+r.dp(4))
		r.objects = append(r.objects, behind)
		r.put(l, badge, edge+r.dp(8), y+r.dp(2))
	}
	if s.Left.Value != "" {
		left := flow(0,
			run{text: s.Left.Value, size: r.size(SizeHeading), style: fyne.TextStyle{Bold: true}, color: ColorInk},
			run{text: " " + s.Left.After, size: r.size(SizeText), color: ColorSoft})
		r.put(l, left, edge+inner-left.width, y)
	}
	y += r.size(SizeSmall)*1.4 + r.dp(10)
	tone, _ := ToneColor(s.Tone)
	word := flow(inner, run{text: s.Word, size: r.size(SizeCode), style: fyne.TextStyle{Bold: true}, color: tone})
	r.put(l, word, edge, y)
	return y + word.height - top
}

// drawLine draws what to say next.
func (r *promptRenderer) drawLine(l look, inner, y float32) float32 {
	s := r.prompt.shown
	if s.Line == "" {
		return 0
	}
	behind, mark := unseen(), unseen()
	behind.FillColor, behind.CornerRadius = l.color(ColorCard), r.dp(sayCorner)
	mark.FillColor = l.color(ColorAccent)
	r.objects = append(r.objects, behind, mark)
	x, width := r.dp(promptEdge+sayEdge+sayPadding), inner-r.dp(sayEdge+2*sayPadding)
	end := y + r.dp(12)
	for _, p := range []paragraph{
		flow(width, run{text: s.Caption, size: r.size(SizeSmall), color: ColorSoft}),
		flow(width, r.runs()...),
		flow(width, run{text: s.More, size: r.size(SizeText), color: ColorSoft}),
	} {
		if len(p.pieces) > 0 {
			r.put(l, p, x, end)
			end += p.height + r.dp(4)
		}
	}
	end += r.dp(8)
	place(behind, r.dp(promptEdge), y, inner, end-y)
	place(mark, r.dp(promptEdge), y, r.dp(sayEdge), end-y)
	return end - y
}

// runs returns what to say, with the code in it.
func (r *promptRenderer) runs() []run {
	s := r.prompt.shown
	words := run{text: s.Line, size: r.size(SizeTitle), color: ColorInk}
	before, after, found := strings.Cut(s.Line, s.Code)
	if s.Code == "" || !found {
		return []run{words}
	}
	code, rest := words, words
	words.text, code.text, rest.text = before, s.Code, after
	code.size, code.style = r.size(SizeCode), fyne.TextStyle{Bold: true}
	return []run{words, code, rest}
}

// drawKeys draws a line for each key.
func (r *promptRenderer) drawKeys(l look, inner, y float32) float32 {
	s, edge, top := r.prompt.shown, r.dp(promptEdge), y
	column := float32(0)
	key := func(k PromptedKey) run { // in no bold type, which has no sign for Enter
		return run{text: k.Key, size: r.size(SizeText), color: ColorInk}
	}
	for _, k := range s.Keys {
		column = max(column, key(k).width()+r.dp(18))
	}
	for _, k := range s.Keys {
		does := run{text: k.Does, size: r.size(SizeText), color: ColorSoft}
		if k.Next {
			does.color, does.style = ColorInk, fyne.TextStyle{Bold: true}
		}
		what := flow(inner-column, does)
		r.put(l, flow(0, key(k)), edge, y)
		r.put(l, what, edge+column, y)
		y += what.height + r.dp(promptRow)
	}
	return max(y-top-r.dp(promptRow), 0)
}
