package kit

// choice is what [Select], [Segmented] and [Tabs] share: options, one of which is selected.
type choice struct {
	focusable
	options  []Option
	selected string
	choose   func(value string) // called when the user chooses another one; may be nil
}

func newChoice(keys *Keys, options []Option, selected string, choose func(value string)) choice {
	return choice{focusable: focusable{keys: keys}, options: options, selected: selected, choose: choose}
}

// SetOptions changes the options.
func (c *choice) SetOptions(options []Option) {
	if !sameOptions(c.options, options) {
		c.options = options
		c.Refresh()
	}
}

// SetSelected changes the selected option.
func (c *choice) SetSelected(value string) {
	if c.selected != value {
		c.selected = value
		c.Refresh()
	}
}

// Selected returns the value of the selected option.
func (c *choice) Selected() string { return c.selected }

// take handles the user's choice of a value.
func (c *choice) take(value string) {
	if c.selected == value {
		return
	}
	c.SetSelected(value)
	if c.choose != nil {
		c.choose(value)
	}
}

// takeAt handles the user's choice of the option at an index, if there is one.
func (c *choice) takeAt(index int) {
	if index >= 0 && index < len(c.options) {
		c.take(c.options[index].Value)
	}
}

// at returns the index of the selected option, or -1.
func (c *choice) at() int { return indexOf(c.options, c.selected) }
