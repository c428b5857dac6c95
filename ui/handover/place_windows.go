package handover

import (
	"context"
	"errors"
	"net"
	"strconv"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// Place is where this user's window in this session is reached.
type Place struct {
	logon string // SID of the logon
	pipe  string
}

// Here returns the place for this process: a named pipe with the session and the logon in its name.
// A process with raised rights has none: what a common process hands over must not reach it.
func Here(func(string) string) (Place, error) {
	token := windows.GetCurrentProcessToken()
	if token.IsElevated() {
		return Place{}, ErrNowhere
	}
	logon, err := logonOf(token)
	if err != nil {
		return Place{}, ErrNowhere
	}
	var session uint32
	if err := windows.ProcessIdToSessionId(windows.GetCurrentProcessId(), &session); err != nil {
		return Place{}, ErrNowhere
	}
	return Place{logon: logon, pipe: `\\.\pipe\ringback-` + strconv.Itoa(int(session)) + "-" + logon}, nil
}

// logonOf returns the SID that only the processes of one logon have.
func logonOf(token windows.Token) (string, error) {
	groups, err := token.GetTokenGroups()
	if err != nil {
		return "", err
	}
	for _, group := range groups.AllGroups() {
		if group.Attributes&windows.SE_GROUP_LOGON_ID == windows.SE_GROUP_LOGON_ID {
			return group.Sid.String(), nil
		}
	}
	return "", ErrNowhere
}

// String returns the name of the pipe.
func (p Place) String() string { return p.pipe }

// Prepare reports why no window could be reached at the place: there is no reason here.
func (Place) Prepare() error { return nil }

// open makes the pipe. Only processes of this logon reach it, and none on another machine: the
// library rejects remote clients. errTaken: a window has it.
func (p Place) open() (*Window, error) {
	listener, err := winio.ListenPipe(p.pipe, &winio.PipeConfig{
		SecurityDescriptor: "D:P(A;;GA;;;" + p.logon + ")", InputBufferSize: MaxMessage, OutputBufferSize: MaxMessage,
	})
	switch {
	case err == nil:
		return newWindow(listener, checkPeer, func() {}), nil
	case errors.Is(err, windows.ERROR_ACCESS_DENIED), errors.Is(err, windows.ERROR_PIPE_BUSY), errors.Is(err, windows.ERROR_ALREADY_EXISTS):
		return nil, errTaken
	}
	return nil, err
}

// dial connects to the open window and lets it come to the front, which Windows allows only to whom
// the foreground process names.
func (p Place) dial(ctx context.Context) (net.Conn, error) {
	conn, err := winio.DialPipeContext(ctx, p.pipe)
	switch {
	case err == nil:
	case errors.Is(err, windows.ERROR_FILE_NOT_FOUND):
		return nil, ErrNoWindow
	case errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return nil, &UnsafeError{Path: p.pipe, Problem: ProblemForeign}
	default: // all its instances are busy
		return nil, errEarly
	}
	if err := checkPeer(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	if pid, err := serverOf(conn); err == nil {
		allowForeground(pid)
	}
	return conn, nil
}

// allowForeground lets another process bring its window to the front. It may fail: then its button
// in the task bar blinks.
func allowForeground(pid uint32) {
	_, _, _ = windows.NewLazySystemDLL("user32.dll").NewProc("AllowSetForegroundWindow").Call(uintptr(pid))
}

func handleOf(conn net.Conn) (windows.Handle, error) {
	if has, ok := conn.(interface{ Fd() uintptr }); ok {
		return windows.Handle(has.Fd()), nil
	}
	return 0, errEarly
}

// serverOf returns the process that made the pipe.
func serverOf(conn net.Conn) (uint32, error) {
	handle, err := handleOf(conn)
	if err != nil {
		return 0, err
	}
	var pid uint32
	return pid, windows.GetNamedPipeServerProcessId(handle, &pid)
}

// checkPeer checks that the process at the other end is of this logon: its DACL holds that for
// those who connect to our pipe, but anybody could have made a pipe of this name before us.
func checkPeer(conn net.Conn) error {
	handle, err := handleOf(conn)
	if err != nil {
		return err
	}
	var server, client uint32
	if err := errors.Join(windows.GetNamedPipeServerProcessId(handle, &server), windows.GetNamedPipeClientProcessId(handle, &client)); err != nil {
		return err
	}
	other := server
	if other == windows.GetCurrentProcessId() {
		other = client
	}
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, other)
	if err != nil {
		return &UnsafeError{Path: conn.RemoteAddr().String(), Problem: ProblemForeign}
	}
	defer windows.CloseHandle(process) //nolint:errcheck // Nothing can be done about it.
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return &UnsafeError{Path: conn.RemoteAddr().String(), Problem: ProblemForeign}
	}
	defer token.Close()
	theirs, err := logonOf(token)
	if err != nil {
		return err
	}
	ours, err := logonOf(windows.GetCurrentProcessToken())
	if err != nil {
		return err
	}
	if theirs != ours {
		return &UnsafeError{Path: conn.RemoteAddr().String(), Problem: ProblemForeign}
	}
	return nil
}
