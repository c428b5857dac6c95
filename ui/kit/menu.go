package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// MenuItem is a line of a menu. Without a label it is a separator.
type MenuItem struct {
	Label    string
	Checked  bool
	Disabled bool
	Act      func()
}

// menuMargin is the least distance of a menu to the edges of the window, in dp.
const menuMargin = 8

// menuEdges is the width that a menu needs in addition to its labels, in dp. Longer labels are cut.
const menuEdges = 96

// ShowMenu opens a menu below an object, which handles the arrow keys, Enter and Esc. The key table
// is off while it is open.
func ShowMenu(below fyne.CanvasObject, keys *Keys, items []MenuItem) {
	popUp := showMenuAt(below, fyne.NewPos(0, below.Size().Height+2), keys, items)
	if popUp == nil {
		return
	}
	if size := popUp.Size(); size.Width < below.Size().Width {
		popUp.Resize(fyne.NewSize(below.Size().Width, size.Height))
	}
}

// showMenuAt opens a menu at a position in an object. It returns nil if the object isn't on a
// canvas.
func showMenuAt(object fyne.CanvasObject, at fyne.Position, keys *Keys, items []MenuItem) *widget.PopUpMenu {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(object)
	if c == nil || len(items) == 0 {
		return nil
	}
	menu := fyne.NewMenu("")
	words := theme.TextSize() // as Fyne writes menus
	for _, item := range items {
		if item.Label == "" {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			continue
		}
		label := cut(run{text: item.Label, size: words}, c.Size().Width-currentLook().dp(menuEdges))
		line := fyne.NewMenuItem(label, item.Act)
		line.Checked, line.Disabled = item.Checked, item.Disabled
		menu.Items = append(menu.Items, line)
	}
	focused := c.Focused()
	popUp := widget.NewPopUpMenu(menu, c)
	hide := popUp.OnDismiss
	keys.Suspend()
	open := true
	popUp.OnDismiss = func() {
		hide()
		if !open {
			return
		}
		open = false
		keys.Resume()
		if keys != nil {
			// The key that closed the menu went down unseen; held down, it must not act on what is
			// below.
			keys.presses.spend(fyne.KeyEscape, fyne.KeyReturn, fyne.KeySpace)
		}
		if focused != nil {
			c.Focus(focused)
		}
	}
	place, size, edge := driver.AbsolutePositionForObject(object).Add(at), popUp.MinSize(), c.Size()
	place.X = max(min(place.X, edge.Width-menuMargin-size.Width), 0)
	place.Y = max(min(place.Y, edge.Height-menuMargin-size.Height), 0)
	popUp.ShowAtPosition(place)
	return popUp
}
