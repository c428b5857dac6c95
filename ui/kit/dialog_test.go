package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

func newDialogDesk(t *testing.T) (*desk, *Entry, *Dialog, *int) {
	var behind *Entry
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		behind = NewEntry(keys, EntryOptions{}, nil)
		return []fyne.CanvasObject{behind}
	})
	dismissed := new(int)
	dialog := NewDialog(d.canvas.Canvas, d.keys, 400, "Settings")
	dialog.OnDismissed(func() { *dismissed++ })
	return d, behind, dialog, dismissed
}

func TestDialogTakesTheKeys(t *testing.T) {
	d, behind, dialog, dismissed := newDialogDesk(t)
	inside := NewEntry(dialog.Keys(), EntryOptions{}, nil)
	dialog.SetContent(inside)
	d.canvas.Focus(behind)
	dialog.Show()
	d.canvas.Focus(inside)
	d.press(fyne.KeyReturn, fyne.KeyModifierControl)
	d.press(fyne.KeyF11, 0)
	d.canvas.Unfocus()
	d.press(fyne.KeyReturn, fyne.KeyModifierControl)
	d.press(fyne.KeyF11, 0)
	if len(d.count) != 0 {
		t.Errorf("keys reached the window behind the dialog: %v", d.count)
	}
	if !dialog.Shown() || *dismissed != 0 {
		t.Error("the dialog was closed by a key that isn't Esc")
	}
	d.canvas.Focus(inside)
	d.hold(fyne.KeyEscape, 0, 4)
	if dialog.Shown() || *dismissed != 1 {
		t.Errorf("after Esc: shown %v, dismissed %d times", dialog.Shown(), *dismissed)
	}
	if d.count["Esc"] != 0 {
		t.Error("the Esc that closed the dialog, held on, acted on the window")
	}
	if d.canvas.Focused() != behind {
		t.Error("the focus isn't where it was")
	}
	d.press(fyne.KeyEscape, 0)
	if d.count["Esc"] != 1 {
		t.Error("after the dialog Esc doesn't act any more")
	}
}

func TestDialogEscWithoutFocus(t *testing.T) {
	d, _, dialog, dismissed := newDialogDesk(t)
	dialog.SetContent(NewSoft("Nothing to focus"))
	dialog.Show()
	d.press(fyne.KeyEscape, 0)
	if dialog.Shown() || *dismissed != 1 || d.count["Esc"] != 0 {
		t.Errorf("shown %v, dismissed %d, behind %d", dialog.Shown(), *dismissed, d.count["Esc"])
	}
	dialog.Show()
	dialog.Show()
	dialog.Hide()
	dialog.Hide()
	if *dismissed != 1 || d.keys.Suspended() {
		t.Errorf("dismissed %d times, keys suspended %v", *dismissed, d.keys.Suspended())
	}
}

func TestDialogOnDialog(t *testing.T) {
	d, _, first, firstDismissed := newDialogDesk(t)
	second := NewDialog(d.canvas.Canvas, d.keys, 300, "Really?")
	first.Show()
	second.Show()
	d.press(fyne.KeyEscape, 0)
	if second.Shown() || !first.Shown() || *firstDismissed != 0 {
		t.Error("Esc didn't close the dialog on top, and only it")
	}
	d.press(fyne.KeyEscape, 0)
	if first.Shown() || d.keys.Suspended() {
		t.Error("Esc didn't close the dialog below")
	}
}

// TestADialogBelowAnotherCloses, as the desk wants it to; the one on top stays, and has the keys.
func TestADialogBelowAnotherCloses(t *testing.T) {
	d, behind, first, _ := newDialogDesk(t)
	second := NewDialog(d.canvas.Canvas, d.keys, 300, "Really?")
	inside := NewEntry(second.Keys(), EntryOptions{}, nil)
	second.SetContent(inside)
	d.canvas.Focus(behind)
	first.Show()
	second.Show()
	d.canvas.Focus(inside)
	first.Hide()
	if open := d.canvas.Overlays().List(); len(open) != 1 || open[0] != fyne.CanvasObject(second.overlay) {
		t.Errorf("%d dialogs are seen", len(open))
	}
	if focused := d.canvas.Focused(); focused != fyne.Focusable(inside) {
		t.Errorf("the focus is in %T", focused)
	}
	d.press(fyne.KeyEscape, 0)
	if second.Shown() || d.keys.Suspended() || len(d.canvas.Overlays().List()) > 0 {
		t.Error("Esc didn't close the one on top")
	}

	first.Show()
	NewDialog(d.canvas.Canvas, first.Keys(), 300, "Which?").Show()
	first.Hide()
	if open := d.canvas.Overlays().List(); len(open) > 0 || d.keys.Suspended() {
		t.Errorf("its own question stays: %d dialogs are seen", len(open))
	}
}

func TestSelectChooses(t *testing.T) {
	var choice *Select
	var chosen []string
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		options := []Option{{Value: "demo", Label: "Demo", Badge: "DEMO"}, {Value: "pp", Label: "Test"}}
		choice = NewSelect(keys, SelectField, options, "demo", func(v string) { chosen = append(chosen, v) })
		return []fyne.CanvasObject{choice}
	})
	d.canvas.Focus(choice)
	d.press(fyne.KeySpace, 0)
	if d.canvas.Overlays().Top() == nil || !d.keys.Suspended() {
		t.Fatal("Space opened no menu, or left the keys on")
	}
	d.press(fyne.KeyReturn, fyne.KeyModifierControl)
	d.press(fyne.KeyF11, 0)
	if len(d.count) != 0 {
		t.Errorf("keys reached the window behind the menu: %v", d.count)
	}
	d.hold(fyne.KeyEscape, 0, 3)
	if d.count["Esc"] != 0 || d.keys.Suspended() || d.canvas.Focused() != choice {
		t.Errorf("after Esc: acted %d times, suspended %v, focus %T", d.count["Esc"], d.keys.Suspended(), d.canvas.Focused())
	}
	d.press(fyne.KeySpace, 0)
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyReturn, 0)
	if choice.Selected() != "pp" || len(chosen) != 1 || chosen[0] != "pp" {
		t.Errorf("selected %q, told %q", choice.Selected(), chosen)
	}
	choice.SetSelected("demo")
	if len(chosen) != 1 {
		t.Error("the setter told of a choice")
	}
	test.Tap(choice)
	choice.Disable()
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyDown, 0)
	d.press(fyne.KeyReturn, 0)
	if choice.Selected() != "demo" {
		t.Error("a menu that was open while the form was locked changed the choice")
	}
}

func TestEntryMenuTakesTheKeys(t *testing.T) {
	d, entry, _ := newEntryDesk(t, EntryOptions{})
	test.TapSecondary(entry)
	d.press(fyne.KeyReturn, fyne.KeyModifierControl)
	d.hold(fyne.KeyEscape, 0, 3)
	if len(d.count) != 0 {
		t.Errorf("keys reached the window behind the menu: %v", d.count)
	}
	if d.canvas.Overlays().Top() != nil || d.keys.Suspended() {
		t.Error("Esc didn't close the menu")
	}
}

func TestDialogThatIsTooHighScrolls(t *testing.T) {
	d, _, dialog, _ := newDialogDesk(t)
	var fields []fyne.CanvasObject
	for range 20 {
		fields = append(fields, NewField("Client ID", NewEntry(dialog.Keys(), EntryOptions{}, nil)))
	}
	save := NewButton(dialog.Keys(), "Save", "", Primary, nil)
	dialog.SetContent(fields...)
	dialog.SetButtons(save)
	dialog.Show()
	position := fyne.CurrentApp().Driver().AbsolutePositionForObject(save)
	if bottom := position.Y + save.Size().Height; position.Y < 300 || bottom > d.canvas.Size().Height {
		t.Errorf("the button is at %.0f to %.0f of %.0f", position.Y, bottom, d.canvas.Size().Height)
	}
	dialog.SetContent(fields[0])
	if position = fyne.CurrentApp().Driver().AbsolutePositionForObject(save); position.Y > 400 {
		t.Errorf("with one field the button is still at %.0f", position.Y)
	}
}

// TestAButtonScrollsItsDialog: where nothing else can have the focus, the keys still show the rest.
func TestAButtonScrollsItsDialog(t *testing.T) {
	d := newDesk(t, func(*Keys) []fyne.CanvasObject { return nil })
	dialog := NewDialog(d.canvas, d.keys, 400, "Long")
	long := NewLeast(100, 2000, NewLine())
	shut := NewButton(dialog.Keys(), "Close", "", Quiet, dialog.Dismiss)
	dialog.SetContent(long)
	dialog.SetButtons(shut)
	dialog.Show()
	d.canvas.Focus(shut)
	end := dialog.scroll.Content.MinSize().Height - dialog.scroll.Size().Height
	for _, c := range []struct {
		key  fyne.KeyName
		want func(offset float32) bool
	}{
		{fyne.KeyDown, func(y float32) bool { return y > 0 && y < dialog.scroll.Size().Height/2 }},
		{fyne.KeyUp, func(y float32) bool { return y == 0 }},
		{fyne.KeyPageDown, func(y float32) bool { return y > dialog.scroll.Size().Height/2 && y < end }},
		{fyne.KeyPageUp, func(y float32) bool { return y == 0 }},
		{fyne.KeyEnd, func(y float32) bool { return y == end }},
		{fyne.KeyHome, func(y float32) bool { return y == 0 }},
	} {
		d.press(c.key, 0)
		if y := dialog.scroll.Offset.Y; !c.want(y) {
			t.Errorf("after %s it is at %v of %v", c.key, y, end)
		}
	}
}

// TestWhatTakesNoPagesScrollsByThem: else a dialog that is higher than the window doesn't scroll
// while a choice has the focus.
func TestWhatTakesNoPagesScrollsByThem(t *testing.T) {
	d := newDesk(t, func(*Keys) []fyne.CanvasObject { return nil })
	dialog := NewDialog(d.canvas, d.keys, 400, "Long")
	keys, options := dialog.Keys(), []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}
	off := NewSelect(keys, SelectField, options, "a", nil)
	off.Disable()
	all := map[string]fyne.Focusable{
		"a check": NewCheck(keys, "Check", nil), "a fold": NewFold(keys, "Fold", NewLine(), nil), "tabs": NewTabs(keys, options, "a", nil),
		"a choice": NewSegmented(keys, options, "a", nil), "a list": NewSelect(keys, SelectField, options, "a", nil), "a list that is off": off,
		"a symbol": NewSymbolButton(keys, "copy", "Copy", func() {}),
	}
	column := []fyne.CanvasObject{NewLeast(100, 2000, NewLine())}
	for _, one := range all {
		column = append(column, one.(fyne.CanvasObject))
	}
	dialog.SetContent(column...)
	dialog.Show()
	for name, one := range all {
		d.canvas.Focus(one)
		dialog.scroll.ScrollToTop()
		d.press(fyne.KeyPageDown, 0)
		down := dialog.scroll.Offset.Y
		d.press(fyne.KeyPageUp, 0)
		if down == 0 || dialog.scroll.Offset.Y != 0 {
			t.Errorf("%s: Page Down scrolls to %v, and Page Up to %v", name, down, dialog.scroll.Offset.Y)
		}
	}
}

// TestDialogKeepsTheFocusInSight: a question that appears above the pressed button must not push
// the button out of view. A user who has scrolled elsewhere stays there.
func TestDialogKeepsTheFocusInSight(t *testing.T) {
	d, _, dialog, _ := newDialogDesk(t)
	var all []fyne.CanvasObject
	for range 20 {
		all = append(all, NewField("Client ID", NewEntry(dialog.Keys(), EntryOptions{}, nil)))
	}
	question := NewColumn(0, NewSoft("Really?"), NewSoft("It has to be got again."), NewSoft("From the broker."))
	question.Hide()
	forget := NewButton(dialog.Keys(), "Forget", "", Danger, nil)
	dialog.SetContent(append(all, question, NewRow(0, forget))...)
	dialog.Show()
	d.canvas.Focus(forget)
	inSight := func() bool {
		driver := fyne.CurrentApp().Driver()
		y, top := driver.AbsolutePositionForObject(forget).Y, driver.AbsolutePositionForObject(dialog.scroll).Y
		return y >= top && y+forget.Size().Height <= top+dialog.scroll.Size().Height
	}
	if !inSight() {
		t.Fatal("the button with the focus is out of sight")
	}
	question.Show()
	dialog.Refresh()
	if !inSight() {
		t.Error("the question has pushed the button out of sight")
	}
	dialog.scroll.ScrollToTop()
	dialog.Refresh()
	if dialog.scroll.Offset.Y != 0 {
		t.Error("who has scrolled away is taken back")
	}
}

// TestDialogStaysInTheMiddle: the window is made smaller or larger while a dialog is open.
func TestDialogStaysInTheMiddle(t *testing.T) {
	d, _, dialog, _ := newDialogDesk(t)
	dialog.SetContent(NewSoft("Short"))
	dialog.Show()
	for _, width := range []float32{1000, 700, 1400} {
		d.window.Resize(fyne.NewSize(width, 800))
		got := dialog.panel.Position().X + dialog.panel.Size().Width/2
		if middle := d.canvas.Size().Width / 2; max(got-middle, middle-got) > 1 {
			t.Errorf("in a window of %.0f its middle is at %.0f, want %.0f", width, got, middle)
		}
	}
}

func TestMenuKeepsOffTheEdges(t *testing.T) {
	var button *Button
	d := newDesk(t, func(keys *Keys) []fyne.CanvasObject {
		button = NewButton(keys, "Menu", "", Quiet, nil)
		return []fyne.CanvasObject{NewInset(520, 4, 4, 400, button)}
	})
	var items []MenuItem
	for range 6 {
		items = append(items, MenuItem{Label: "A label that is longer than the button"})
	}
	ShowMenu(button, d.keys, append(items, MenuItem{}))
	open, ok := d.canvas.Focused().(*menu)
	if !ok {
		t.Fatalf("%T has the focus", d.canvas.Focused())
	}
	ground := test.WidgetRenderer(open).Objects()[0]
	whole, end := d.canvas.Size(), ground.Position().Add(ground.Size())
	if end.X > whole.Width-unfoldedMargin || end.Y > whole.Height-unfoldedMargin {
		t.Errorf("the menu ends at %v in a window of %v", end, whole)
	}
}

// TestFocusBehindADialogIsNotSeen: a new state of the desk can move the focus in the window while a
// dialog is above it.
func TestFocusBehindADialogIsNotSeen(t *testing.T) {
	d, behind, dialog, _ := newDialogDesk(t)
	dialog.Show()
	behind.FocusGained()
	if behind.focused {
		t.Error("a field behind the dialog has a ring")
	}
	behind.FocusLost()
	dialog.Hide()
	d.canvas.Focus(behind)
	if !behind.focused {
		t.Error("after the dialog the field gets no ring any more")
	}
}

// TestAPanelHasAnEdgeInHighContrast: a shadow is invisible on a dark ground.
func TestAPanelHasAnEdgeInHighContrast(t *testing.T) {
	app := test.NewTempApp(t)
	for mode, edged := range map[Mode]bool{Dark: false, HighContrast: true} {
		app.Settings().SetTheme(NewTheme(mode))
		for _, whole := range []bool{false, true} {
			ground := canvas.NewRectangle(nil)
			newPanelGround(&Dialog{whole: whole}).draw(currentLook(), ground)
			has := ground.StrokeWidth > 0 && Contrast(ground.StrokeColor, ground.FillColor) >= 4.5
			if has != (edged && !whole) {
				t.Errorf("mode %v, over the whole window %t: an edge of %.1f in %v", mode, whole, ground.StrokeWidth, ground.StrokeColor)
			}
		}
	}
}
