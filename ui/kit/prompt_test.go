package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

// TestKeysOfAnotherWindow: they reach the focused widget of the first, or its table.
func TestKeysOfAnotherWindow(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light))
	keys := NewKeys()
	did, fronts := "", 0
	does := func(what string) func() { return func() { did += what } }
	keys.Bind(fyne.KeyF11, 0, does("leave "))
	keys.Bind(fyne.KeyF1, 0, func() {
		does("help ")()
		keys.Suspend()
	})
	button := NewButton(keys, "Go", "", Quiet, does("go "))
	own, other := software.NewCanvas(), software.NewCanvas()
	own.SetContent(button)
	own.Resize(fyne.NewSize(100, 100))
	keys.Lead(other, own, func() { fronts++ })
	press := func(key fyne.KeyName, repeats int) {
		if d, ok := other.(desktop.Canvas); ok {
			d.OnKeyDown()(&fyne.KeyEvent{Name: key})
		}
		for range repeats + 1 {
			other.OnTypedKey()(&fyne.KeyEvent{Name: key})
		}
		if d, ok := other.(desktop.Canvas); ok {
			d.OnKeyUp()(&fyne.KeyEvent{Name: key})
		}
	}
	press(fyne.KeyF11, 0)
	press(fyne.KeyReturn, 0) // nothing has the focus
	own.Focus(button)
	press(fyne.KeyReturn, 0)
	press(fyne.KeyF11, 0)
	if did != "leave go leave " || fronts > 0 {
		t.Errorf("the keys did %q, and brought the first window forward %d times", did, fronts)
	}
	press(fyne.KeyF1, 0)
	if fronts != 1 {
		t.Error("a dialog that a key opens stays behind")
	}
	typed, pasted := "", ""
	keys.Resume()
	own.Unfocus()
	keys.SetOnText(func(r rune) { typed += string(r) }, func(text string) { pasted = text })
	other.OnTypedRune()('x')
	entry := NewEntry(keys, EntryOptions{}, nil)
	own.SetContent(entry)
	own.Focus(entry)
	other.OnTypedRune()('y')
	if typed != "x" || entry.Text != "y" || pasted != "" {
		t.Errorf("what is typed comes to %q and %q", typed, entry.Text)
	}
}

// longPrompt returns what a presenter is told, with everything as long as it gets.
func longPrompt(factor float32) Prompted {
	return Prompted{
		Badge: "PRODUCTION", BadgeTone: ToneProduction, Word: "Not verified", Tone: ToneRefused,
		Left: Figure{Value: "14:59", After: "left"}, Caption: "Say once the request is sent",
		Line: "I have sent a request to your MitID app. Approve it only if the code is 4821.", Code: "4821",
		More: "If you can’t see it, open the MitID app. There is no hurry.",
		Keys: []PromptedKey{
			{Key: "Ctrl+↵", Does: "Start", Next: true},
			{Key: "Mellemrum", Does: "A label that has more words than any of ours, and breaks"},
			{Key: "F11", Does: "Leave"},
		},
		Factor: factor,
	}
}

// TestThePromptShowsEverything, whatever its width and the size of texts: nothing is outside of it,
// and no text lies on another.
func TestThePromptShowsEverything(t *testing.T) {
	app := test.NewTempApp(t)
	look := NewTheme(Light)
	for name, theme := range map[string]fyne.Theme{"in a window": look, "in a presentation": look.Presenting()} {
		app.Settings().SetTheme(theme)
		for _, factor := range []float32{0.85, 1, 2} {
			p := NewPrompt()
			p.Set(longPrompt(factor))
			for _, width := range []float32{320 * factor, 460 * factor} {
				p.Resize(fyne.NewSize(width, 100))
				size := fyne.NewSize(width, p.MinSize().Height)
				p.Resize(size)
				var texts []*canvas.Text
				said := ""
				for _, o := range test.WidgetRenderer(p).Objects() {
					at, to := o.Position(), o.Position().AddXY(o.Size().Width, o.Size().Height)
					if at.X < 0 || at.Y < 0 || to.X > size.Width+0.5 || to.Y > size.Height+0.5 {
						t.Errorf("%s at %g, %g wide: %T at %v to %v is outside of %v", name, factor, width, o, at, to, size)
					}
					if text, ok := o.(*canvas.Text); ok {
						texts = append(texts, text)
						said += text.Text + " "
					}
				}
				for i, a := range texts {
					for _, b := range texts[:i] {
						if overlap(a, b) {
							t.Errorf("%s at %g, %g wide: %q lies on %q", name, factor, width, a.Text, b.Text)
						}
					}
				}
				for _, want := range []string{"PRODUCTION", "Not verified", "14:59", "4821", "no hurry", "Ctrl+↵", "and breaks", "Leave"} {
					if !strings.Contains(strings.Join(strings.Fields(said), " "), want) {
						t.Errorf("%s at %g, %g wide: %q isn't in %q", name, factor, width, want, said)
					}
				}
				if sizes := sizesOf(texts); slices.Min(sizes) != 13*factor || slices.Max(sizes) != 25*factor {
					t.Errorf("%s at %g the texts are %v", name, factor, sizes)
				}
			}
		}
	}
}

func overlap(a, b fyne.CanvasObject) bool {
	const touch = 1
	return a.Position().X+touch < b.Position().X+b.Size().Width && b.Position().X+touch < a.Position().X+a.Size().Width &&
		a.Position().Y+2*touch < b.Position().Y+b.Size().Height && b.Position().Y+2*touch < a.Position().Y+a.Size().Height
}

func sizesOf(texts []*canvas.Text) []float32 {
	var all []float32
	for _, text := range texts {
		all = append(all, text.TextSize)
	}
	return all
}
