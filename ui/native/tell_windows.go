package native

import "golang.org/x/sys/windows"

// Tell tells the user something that they would otherwise miss: a program with a window has no
// standard error. It returns when the user has closed the message.
func Tell(title, text string) error {
	caption, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return err
	}
	message, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return err
	}
	_, err = windows.MessageBox(0, message, caption, windows.MB_ICONWARNING|windows.MB_SETFOREGROUND)
	return err
}
