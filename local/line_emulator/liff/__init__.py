"""The server side of LIFF and a stand-in of its SDK."""
