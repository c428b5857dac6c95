package main

import (
	"context"
	"errors"
	"net/url"
	"os"

	"ringback/ciba"
	"ringback/ui/native"
)

// network is how this program reaches providers: through the proxy of a variable, or the system's.
func network() ciba.Network {
	n := ciba.Network{Variable: os.Getenv}
	if system := native.NewSystemProxy(); system != nil {
		n.System = func(ctx context.Context, address *url.URL) (*url.URL, error) {
			proxy, err := system.For(ctx, address)
			var script *native.ProxyScriptError
			if errors.As(err, &script) {
				err = &ciba.ProxyError{Problem: ciba.ProxyScript, Host: ciba.Clean(script.Host, 200), Err: script}
			}
			return proxy, err
		}
	}
	return n
}
