package native

import (
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What winhttp.h calls them.
const (
	accessNoProxy    = 1 // WINHTTP_ACCESS_TYPE_NO_PROXY
	accessNamedProxy = 3 // WINHTTP_ACCESS_TYPE_NAMED_PROXY
	configURL        = 2 // WINHTTP_AUTOPROXY_CONFIG_URL

	notFound = windows.Errno(2) // there are no settings
)

// scriptWait bounds each step of fetching a script, in milliseconds.
const scriptWait = 4000

// userProxyConfig is WINHTTP_CURRENT_USER_IE_PROXY_CONFIG.
type userProxyConfig struct {
	autoDetect    int32
	autoConfigURL *uint16
	proxy         *uint16
	proxyBypass   *uint16
}

// autoProxyOptions is WINHTTP_AUTOPROXY_OPTIONS.
type autoProxyOptions struct {
	flags            uint32
	autoDetectFlags  uint32
	autoConfigURL    *uint16
	reserved         uintptr
	reserved2        uint32
	autoLogonIfAsked int32
}

// proxyInfo is WINHTTP_PROXY_INFO.
type proxyInfo struct {
	accessType  uint32
	proxy       *uint16
	proxyBypass *uint16
}

// winHTTP returns a function of winhttp.dll. Only the system's own folder is searched.
func winHTTP(name string) *windows.LazyProc {
	return windows.NewLazySystemDLL("winhttp.dll").NewProc(name)
}

// NewSystemProxy returns Windows' proxy settings: those of the user, or what a group policy puts in
// their place.
func NewSystemProxy() *SystemProxy {
	return &SystemProxy{settings: userSettings, evaluate: evaluateScript}
}

func userSettings() (ProxySettings, error) {
	read := winHTTP("WinHttpGetIEProxyConfigForCurrentUser")
	if err := read.Find(); err != nil {
		return ProxySettings{}, err
	}
	var config userProxyConfig
	ok, _, err := read.Call(uintptr(unsafe.Pointer(&config)))
	switch {
	case ok == 0 && errors.Is(err, notFound):
		return ProxySettings{}, nil
	case ok == 0:
		return ProxySettings{}, err
	}
	return ProxySettings{
		Script: taken(config.autoConfigURL), Proxy: taken(config.proxy), Bypass: taken(config.proxyBypass), Detect: config.autoDetect != 0,
	}, nil
}

// taken returns a text that WinHTTP allocated, and frees it.
func taken(text *uint16) string {
	if text == nil {
		return ""
	}
	s := windows.UTF16PtrToString(text)
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalFree").Call(uintptr(unsafe.Pointer(text)))
	return s
}

// evaluateScript lets Windows fetch the script and evaluate it, in a process of its own where it
// can.
func evaluateScript(script, address string) (string, error) {
	for _, name := range []string{"WinHttpOpen", "WinHttpSetTimeouts", "WinHttpGetProxyForUrl", "WinHttpCloseHandle"} {
		if err := winHTTP(name).Find(); err != nil {
			return "", err
		}
	}
	at, err := windows.UTF16PtrFromString(script)
	if err != nil {
		return "", err
	}
	to, err := windows.UTF16PtrFromString(address)
	if err != nil {
		return "", err
	}
	agent, err := windows.UTF16PtrFromString("Ringback")
	if err != nil {
		return "", err
	}
	session, _, err := winHTTP("WinHttpOpen").Call(uintptr(unsafe.Pointer(agent)), accessNoProxy, 0, 0, 0)
	if session == 0 {
		return "", err
	}
	defer func() { _, _, _ = winHTTP("WinHttpCloseHandle").Call(session) }()
	if ok, _, err := winHTTP("WinHttpSetTimeouts").Call(session, scriptWait, scriptWait, scriptWait, scriptWait); ok == 0 {
		return "", err
	}
	// Never with the user's password: the script's server could be anybody's.
	options := autoProxyOptions{flags: configURL, autoConfigURL: at}
	var found proxyInfo
	ok, _, err := winHTTP("WinHttpGetProxyForUrl").Call(session, uintptr(unsafe.Pointer(to)), uintptr(unsafe.Pointer(&options)), uintptr(unsafe.Pointer(&found)))
	runtime.KeepAlive(at)
	runtime.KeepAlive(agent)
	if ok == 0 {
		return "", err
	}
	list, _ := taken(found.proxy), taken(found.proxyBypass)
	if found.accessType != accessNamedProxy {
		return "", nil
	}
	return list, nil
}
