namespace ModelBuild.Verification;

/// <summary>
/// Modules that are there wherever Python opens a model: sys.stdlib_module_names of CPython 3.11, their names in Python 2 that pickle
/// still knows (https://github.com/python/cpython/blob/main/Lib/_compat_pickle.py), newer ones, and what models are made with.
/// </summary>
static class PythonModules
{
    static readonly HashSet<string> Names = [.. """
        BaseHTTPServer CGIHTTPServer ConfigParser Cookie Dialog DocXMLRPCServer FileDialog HTMLParser Queue ScrolledText
        SimpleDialog SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO Tix Tkconstants Tkdnd Tkinter UserDict UserList
        UserString abc aifc annotationlib antigravity anydbm argparse array ast asynchat asyncio asyncore atexit audioop base64
        bdb binascii bisect builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk cloudpickle cmath cmd code codecs
        codeop collections colorsys commands compileall compression concurrent configparser contextlib contextvars cookielib
        copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbhash dbm decimal difflib dill dis distutils doctest
        dumbdbm dummy_thread email encodings ensurepip enum errno exceptions faulthandler fcntl filecmp fileinput fnmatch
        fractions ftplib functools gc gdbm genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html
        htmlentitydefs http httplib idlelib imaplib imghdr imp importlib inspect io ipaddress itertools jax joblib json keras
        keyword lib2to3 lightgbm linecache locale logging lzma mailbox mailcap markupbase marshal math mimetypes mmap
        modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers numpy onnx opcode operator
        optparse os ossaudiodev pandas pathlib pdb pickle pickletools pip pipes pkg_resources pkgutil platform plistlib polars
        poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
        readline repr reprlib requests resource rlcompleter robotparser runpy sched scipy secrets select selectors setuptools
        shelve shlex shutil signal site six sklearn smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile
        sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog
        tabnanny tarfile telnetlib tempfile tensorflow termios test textwrap this thread threading time timeit tkColorChooser
        tkCommonDialog tkFileDialog tkFont tkMessageBox tkSimpleDialog tkinter token tokenize tomllib torch trace traceback
        tracemalloc transformers ttk tty turtle turtledemo types typing unicodedata unittest urllib urllib2 urlparse uu uuid
        venv warnings wave weakref webbrowser whichdb winreg winsound wsgiref xdrlib xgboost xml xmlrpc xmlrpclib yaml zipapp
        zipfile zipimport zlib zoneinfo
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>
    /// Whether any part of a dotted name is one of them, or looks like one: private names, and the empty part of '.os', which Python
    /// finds as 'os'.
    /// </summary>
    public static bool Contains(string module) =>
        module.Split('.').Any(part => part.Length == 0 || part[0] == '_' || Names.Contains(part));
}
