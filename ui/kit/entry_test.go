package kit

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

func newEntryDesk(t *testing.T, options EntryOptions) (*desk, *Entry, *[]string) {
	var entry *Entry
	told := &[]string{}
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		entry = NewEntry(keys, options, func(text string) { *told = append(*told, text) })
		return []fyne.CanvasObject{entry}
	})
	d.canvas.Focus(entry)
	return d, entry, told
}

func TestEnterMakesNoBreakInOneLine(t *testing.T) {
	for _, c := range []struct {
		options EntryOptions
		want    string
	}{
		{EntryOptions{}, "ab"}, {EntryOptions{Rows: 3}, "ab"}, {EntryOptions{Rows: 3, Breaks: true}, "a\nb"},
	} {
		d, entry, _ := newEntryDesk(t, c.options)
		test.Type(entry, "a")
		d.press(fyne.KeyReturn, 0)
		d.press(fyne.KeyEnter, fyne.KeyModifierShift)
		entry.TypedRune('b')
		if want := c.want; c.options.Breaks {
			if entry.Text != "a\n\nb" {
				t.Errorf("%+v: %q", c.options, entry.Text)
			}
		} else if entry.Text != want {
			t.Errorf("%+v: %q, want %q", c.options, entry.Text, want)
		}
	}
}

func TestPasteIntoOneLine(t *testing.T) {
	for _, c := range []struct {
		options EntryOptions
		paste   string
		want    string
	}{
		{options: EntryOptions{}, paste: "8a98\r\n", want: "8a98"},
		{options: EntryOptions{Password: true}, paste: "s3cret\r\n", want: "s3cret"},
		{options: EntryOptions{Rows: 3}, paste: "Kode 4821,\nNordby\r\nKommune\n", want: "Kode 4821, Nordby Kommune"},
		{options: EntryOptions{Rows: 3, Breaks: true}, paste: "a\nb", want: "a\nb"},
	} {
		d, entry, told := newEntryDesk(t, c.options)
		fyne.CurrentApp().Clipboard().SetContent(c.paste)
		d.press(fyne.KeyV, fyne.KeyModifierControl)
		if entry.Text != c.want {
			t.Errorf("%+v: pasted %q, want %q", c.options, entry.Text, c.want)
		}
		if len(*told) != 1 || (*told)[0] != c.want {
			t.Errorf("%+v: told %q", c.options, *told)
		}
		entry.TypedRune('!')
		if entry.Text != c.want+"!" {
			t.Errorf("%+v: the cursor isn't behind what was pasted: %q", c.options, entry.Text)
		}
	}
}

// TestALongPasteIsCut where nothing else decides about it: megabytes would freeze the window.
func TestALongPasteIsCut(t *testing.T) {
	d, entry, _ := newEntryDesk(t, EntryOptions{Password: true})
	fyne.CurrentApp().Clipboard().SetContent("s" + strings.Repeat("é", 5_000_000))
	d.press(fyne.KeyV, fyne.KeyModifierControl)
	if entry.Text != "s"+strings.Repeat("é", maxPasted/2-1) {
		t.Errorf("%d bytes are pasted", len(entry.Text))
	}
}

func TestLockedEntryCannotBeChanged(t *testing.T) {
	for _, options := range []EntryOptions{{}, {Rows: 3}, {Rows: 3, Breaks: true}, {Password: true}} {
		d, entry, told := newEntryDesk(t, options)
		test.Type(entry, "as sent")
		*told = nil
		entry.SetLocked(true)
		fyne.CurrentApp().Clipboard().SetContent("other")
		test.Type(entry, "x")
		for _, key := range []fyne.KeyName{fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyReturn, fyne.KeySpace, fyne.KeyTab} {
			entry.TypedKey(&fyne.KeyEvent{Name: key})
		}
		for _, key := range []fyne.KeyName{fyne.KeyA, fyne.KeyV, fyne.KeyX, fyne.KeyZ, fyne.KeyY, fyne.KeyBackspace, fyne.KeyDelete} {
			d.press(key, fyne.KeyModifierControl)
		}
		if entry.Text != "as sent" || len(*told) != 0 {
			t.Errorf("%+v: %q, told %q", options, entry.Text, *told)
		}
		if d.canvas.Focused() != entry {
			t.Errorf("%+v: it lost the focus", options)
		}
	}
}

func TestLockedEntryCanBeCopied(t *testing.T) {
	d, entry, _ := newEntryDesk(t, EntryOptions{})
	entry.Set("8a9856e0")
	entry.SetLocked(true)
	d.press(fyne.KeyA, fyne.KeyModifierControl)
	d.press(fyne.KeyC, fyne.KeyModifierControl)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "8a9856e0" {
		t.Errorf("copied %q", got)
	}
	entry.SetLocked(false)
	d.press(fyne.KeyBackspace, 0)
	if entry.Text != "" {
		t.Errorf("unlocked, it still can't be changed: %q", entry.Text)
	}
}

func TestSetCallsNoCallback(t *testing.T) {
	_, entry, told := newEntryDesk(t, EntryOptions{})
	entry.Set("from the desk")
	if len(*told) != 0 {
		t.Errorf("told %q", *told)
	}
}

func TestSetForgetsWhatCouldBeUndone(t *testing.T) {
	d, entry, _ := newEntryDesk(t, EntryOptions{Password: true})
	test.Type(entry, "s3cret")
	entry.Set("")
	d.press(fyne.KeyZ, fyne.KeyModifierControl)
	if entry.Text != "" {
		t.Error("undo brought a secret back")
	}
}

// TestEntryDrawsItsOwnGround fails if a new version of Fyne no longer begins with the rectangles
// that are left out.
func TestEntryDrawsItsOwnGround(t *testing.T) {
	_, entry, _ := newEntryDesk(t, EntryOptions{})
	r := test.TempWidgetRenderer(t, entry).(*entryRenderer)
	rectangles := 0
	for _, o := range r.WidgetRenderer.Objects() {
		if _, ok := o.(*canvas.Rectangle); ok {
			rectangles++
		}
	}
	if rectangles != 2 || len(r.inner()) == 0 {
		t.Errorf("Fyne's entry has %d rectangles and %d other objects; the renderer expects ground and border first", rectangles, len(r.inner()))
	}
}

// TestATallFieldShowsWholeLines: a text higher than its field is cut off between two lines, at its
// beginning and at its end.
func TestATallFieldShowsWholeLines(t *testing.T) {
	for _, mono := range []bool{false, true} {
		d, entry, _ := newEntryDesk(t, EntryOptions{Rows: 2, Mono: mono})
		var scroll *container.Scroll
		for _, o := range test.TempWidgetRenderer(t, entry).Objects() {
			if found, ok := o.(*container.Scroll); ok {
				scroll = found
			}
		}
		whole := scroll.Size().Height
		entry.Set("One line")
		if scroll.Size().Height != whole {
			t.Errorf("a text that fits has %.1f and not %.1f", scroll.Size().Height, whole)
		}
		d.canvas.Focus(entry)
		for range 400 {
			test.Type(entry, "a ")
		}
		line := fyne.MeasureText("M", theme.TextSize(), entry.TextStyle).Height
		top := theme.InnerPadding() - theme.InputBorderSize() // of the first line
		for where, edge := range map[string]float32{
			"the lower edge at the beginning": scroll.Size().Height,
			"the upper edge at the end":       scroll.Content.Size().Height - scroll.Size().Height,
		} {
			lines := float64((edge - top) / line)
			if math.Abs(lines-math.Round(lines)) > 0.05 {
				t.Errorf("%s lies %.2f lines below the first", where, lines)
			}
		}
		if shown := scroll.Size().Height / line; shown < 2 || shown > 2.9 {
			t.Errorf("%.1f lines can be seen", shown)
		}
	}
}
