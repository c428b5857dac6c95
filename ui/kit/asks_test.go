package kit

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
)

// click clicks as Fyne's desktop driver does.
func click(b *Button) {
	b.MouseDown(nil)
	b.MouseUp(nil)
	b.Tapped(nil)
}

// TestASecondClickDoesNotAnswer: a double click, or a key pressed twice, asks a question and never
// answers it, whether the question came with a dialog or with new buttons in it.
func TestASecondClickDoesNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _, dialog, _ := newDialogDesk(t)
		answered := 0
		erase := NewButton(dialog.Keys(), "Erase", "", Danger, func() { answered++ })
		find := NewButton(dialog.Keys(), "Find", "", Quiet, func() { dialog.SetButtons(erase) })
		dialog.SetButtons(find)
		ask := func() {
			dialog.SetButtons(find)
			time.Sleep(answerAfter)
			click(find)
		}
		asks := map[string]func(){
			"a dialog":    func() { dialog.Hide(); dialog.SetButtons(erase); time.Sleep(time.Hour); dialog.Show() },
			"new buttons": ask,
		}
		presses := map[string]func(){
			"a click": func() { click(erase) },
			"Enter":   func() { d.canvas.Focus(erase); d.press(fyne.KeyReturn, 0) },
			"Space":   func() { d.canvas.Focus(erase); d.press(fyne.KeySpace, 0) },
		}
		dialog.Show()
		for asked, question := range asks {
			for by, answer := range presses {
				answered = 0
				question()
				answer()
				time.Sleep(answerAfter - 1)
				if answer(); answered != 0 {
					t.Errorf("%s: %s answered what nobody can have read", asked, by)
				}
				time.Sleep(time.Nanosecond)
				if answer(); answered != 1 {
					t.Errorf("%s: %s doesn't answer a question that was read", asked, by)
				}
				dialog.SetButtons(erase) // drawn again
				if answer(); answered != 2 {
					t.Errorf("%s: after it was drawn again, %s isn't taken", asked, by)
				}
			}
		}
	})
}
